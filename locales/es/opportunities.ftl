# Lo que se puede vender: tablero, lista, pronóstico y ficha.

opportunity-new = Nueva oportunidad
opportunity-edit = Editar oportunidad
opportunity-title = Título
opportunity-stage = Etapa
opportunity-value = Valor
opportunity-value-wrong = Escribe un monto, como 250.000.
opportunity-value-negative = El valor no puede ser negativo.
opportunity-value-large = Es un valor demasiado grande.
opportunity-value-decimals = Esa moneda no tiene tantos decimales.
opportunity-currency = Moneda
opportunity-probability = Probabilidad
opportunity-probability-help = En porcentaje. Vacía, la habitual de la etapa.
opportunity-percent-wrong = Escribe un número entero de 0 a 100.
opportunity-close = Cierre esperado
opportunity-products = Productos
opportunity-products-help = Uno por línea.
opportunity-description = Descripción
opportunity-owner = Responsable
opportunity-no-owner = Sin responsable
opportunity-figures = Cifras de la oportunidad
opportunity-details = Detalles
opportunity-late = La fecha ya pasó
opportunity-steps = Historial de etapas
opportunity-plan = Planificar siguiente paso
opportunity-bill = Facturar
opportunity-tasks = Actividades
opportunity-tasks-empty = Nada planificado para esta oportunidad.
opportunity-source = Origen
opportunity-source-proposal = Una propuesta
opportunity-source-activity = Una actividad
opportunity-source-taken = Otra oportunidad ya ocupa el lugar de esta.
opportunity-proposal-unwritten = La propuesta aún no está escrita.
opportunity-from-proposal = Crear oportunidad
opportunity-from-activity = Crear oportunidad
opportunity-created = Creamos la oportunidad.
opportunity-there = Ya había una oportunidad: es esta.
opportunity-deleted = Eliminamos la oportunidad.
opportunity-restored = Recuperamos la oportunidad.
opportunity-moved = «{ $title }» está ahora en { $stage }.
opportunity-conflict = Esta oportunidad cambió mientras la editabas. Ahora dice: { $now }. Si guardas, queda lo que escribiste aquí.
opportunity-menu = Mover: { $title }
opportunity-move-to = Mover a
opportunity-up = Subir en la columna
opportunity-down = Bajar en la columna
opportunity-won-note = Nota al ganarla
opportunity-lose = Dar por perdida
opportunity-lost-why = ¿Por qué se perdió?
opportunity-lost-reason = Motivo
opportunity-change-reason = Cambiar el motivo
opportunity-close-note = Nota de cierre
opportunity-closed-at = Cerrada
opportunity-ending = Cierre
opportunity-stage-initial = Inicial
opportunity-stage-contact = Contacto
opportunity-stage-proposal = Propuesta
opportunity-stage-negotiation = Negociación
opportunity-stage-won = Ganada
opportunity-stage-lost = Perdida
opportunity-reason-price = Precio
opportunity-reason-timing = No era el momento
opportunity-reason-competitor = Eligió a otro
opportunity-reason-no_need = No lo necesita
opportunity-reason-no_answer = Dejó de responder
opportunity-reason-other = Otro motivo

opportunities-views = Vistas de las oportunidades
opportunities-board = Tablero
opportunities-list = Lista
opportunities-forecast = Pronóstico
opportunities-mine = Mías
opportunities-everybody = De todo el equipo
opportunities-closing = Cierran en 30 días
opportunities-won-now = Ganadas este mes
opportunities-open = Todas las abiertas
opportunities-search = Título o cliente
opportunities-of-everybody = Ver las de todos
opportunities-any-stage = Todas las etapas
opportunities-drag-hint = Arrastra las tarjetas o usa su menú.
opportunities-weighted = { $amount } ponderado
opportunities-column-empty = Sin oportunidades
opportunities-see-all = { $n ->
    [one] Ver { $count }
   *[other] Ver las { $count }
}
opportunities-see-closed = Ver todas
opportunities-recent = { $n ->
    [one] Del último día.
   *[other] De los últimos { $count } días.
}
opportunities-range = { $from }–{ $to } de { $total }
opportunities-more-than = más de { $count }
opportunities-none-title = Ninguna oportunidad coincide
opportunities-none-text = Prueba con otra etapa o con otra persona.
opportunities-empty-title = Todavía no hay oportunidades
opportunities-empty-text = Crea la primera, o conviértela desde una propuesta o una actividad.
opportunities-panel-empty = Sin oportunidades abiertas.

forecast-title = Cierre esperado por mes, { $currency }
forecast-description = En los próximos 12 meses: { $weighted } ponderado por probabilidad, de { $value } en total.
forecast-weighted = Ponderado
forecast-value = Valor total
forecast-count = Oportunidades
forecast-rest = Fuera de estos meses
forecast-late = Con fecha ya pasada
forecast-later = Más adelante
forecast-undated = Sin fecha
forecast-empty-title = Nada que pronosticar
forecast-empty-text = Las oportunidades abiertas aparecen aquí en el mes de su cierre esperado.

pipeline-panel = Ventas en curso
pipeline-open = Oportunidades abiertas
pipeline-count = { $n ->
    [0] ninguna oportunidad
    [one] { $count } oportunidad
   *[other] { $count } oportunidades
}
pipeline-weighted-hint = según su probabilidad
pipeline-closing = Cierre en 30 días
pipeline-won = Ganado este mes
pipeline-other-currency = { $open } abierto, { $won } ganado este mes

api-opportunity-not-found = Oportunidad no encontrada
