# Segmentos RFM

segments-intro = Según las visitas y el gasto registrados hasta el { $date }.
segments-grid = Recencia y frecuencia
segments-grid-hint = El color sigue los ingresos
segments-grid-caption = Clientes por recencia y frecuencia; el color sigue los ingresos
segments-table = Por segmento
segments-rule = Quiénes son
segments-share = % de clientes con historial
segments-average-spend = Gasto promedio
segments-recency = Última visita hace
segments-all = Total
segments-empty-title = Todavía no hay segmentos
segments-empty-text = Los segmentos salen del historial: en cuanto haya servicios registrados, verás aquí a tus mejores clientes y a quienes se están alejando.

segment-rule-vip = Vienen seguido, hace poco, y gastan más que nadie
segment-rule-champions = Vienen con frecuencia y gastan bien
segment-rule-loyal = Vienen con frecuencia, con gasto menor
segment-rule-promising = Vinieron hace poco, por ahora pocas veces
segment-rule-at_risk = Venían con frecuencia y dejaron de venir
segment-rule-hibernating = Pocas visitas y buen gasto, hace tiempo
segment-rule-lost = Pocas visitas y poco gasto, hace tiempo
segment-rule-occasional = Pocas visitas, la última hace algunos meses
segment-rule-none = Sin servicios registrados

range-r3 = hasta { $to } días
range-r2 = de { $from } a { $to } días
range-r1 = más de { $from } días
range-f1 = menos de { $from }
range-f2 = de { $from } a { $to }
range-f3 = { $from } o más

segments-place = Hoy
segments-revenue = Gasto total
segments-revenue-share = % del gasto total
segments-recency-days = Días desde la última visita, promedio
segments-year = Últimos 12 meses
segments-year-text = “Últimos 12 meses” es lo que gastaron del { $from } al { $to } quienes hoy están en el segmento. Es gasto que ya ocurrió: lo que se puede perder de aquí en adelante es lo que dice “en juego” en Para llamar hoy. Se cuenta por días; los informes, por meses de calendario.
segments-waiting = { $n ->
    [one] Estamos actualizando el movimiento y los últimos 12 meses de { $count } cliente; mientras tanto estas cifras pueden variar.
   *[other] Estamos actualizando el movimiento y los últimos 12 meses de { $count } clientes; mientras tanto estas cifras pueden variar.
}
segments-file-name = segmentos
segments-members-file-name = clientes-segmento
segments-members-title = Clientes
segments-members-now = Hoy
segments-members-none-title = Ya no hay nadie aquí
segments-members-first = Se muestran los primeros { $count }.
segments-export-too-many = Son más de { $most } clientes: no caben en un archivo. Elige un cambio con menos clientes.
segments-members-none-text = El historial o los cortes cambiaron desde que viste la cifra.

movement-file-name = movimiento
movement-title = Movimiento
movement-intro = Mes a mes, según todo el historial y con los cortes de hoy: si cambian los cortes, también cambia lo que ves aquí.
movement-open = El mes aún no termina: cifras hasta el { $date }.
movement-headline = { $step }: { $customers }, { $amount } al año
movement-chart = De qué segmento a cuál pasaron los clientes en { $month }
movement-chart-text = Cada banda va del segmento de antes, a la izquierda, al de después, a la derecha; mientras más ancha, más clientes. La tabla tiene las cifras.
movement-steps = Cambios de segmento del mes
movement-step = De → a
movement-from = De
movement-to = A
movement-month = Mes
movement-months = Todos los meses
movement-months-hint = Solo los meses en que alguien cambió de segmento
movement-up = Subieron
movement-down = Bajaron
movement-down-spend = Gasto anual de quienes bajaron
movement-new = Nuevos
movement-year-spend = Gasto anual
movement-year-text = “Gasto anual” es lo que gastó cada cliente en los 12 meses hasta la última visita que tenía al cierre del mes.
movement-members = Cambiaron de segmento en { $month }. Primero, quienes más gastaron en los 12 meses hasta su última visita de entonces.
movement-empty-title = Todavía no hay movimiento

thresholds-title = Cortes
thresholds-intro = Desde cuándo un cliente es reciente (R), frecuente (F) y de alto gasto (M). Antes de guardar ves quiénes cambiarían de segmento.
thresholds-cuts = Los cortes
thresholds-how = Cómo se fijan
thresholds-fixed = Fijos
thresholds-quantiles = Por cuantiles de tus clientes
thresholds-parts = Cuantiles
thresholds-parts-help = Solo si los cortes van por cuantiles; entonces los números de abajo se calculan.
thresholds-parts-3 = Terciles: un tercio en cada nivel
thresholds-parts-4 = Cuartiles: el mejor cuarto es 3, el siguiente 2
thresholds-parts-5 = Quintiles: el mejor quinto es 3, el siguiente 2
thresholds-parts-10 = Deciles: el mejor décimo es 3, el siguiente 2
thresholds-now = Ahora: { $value }
thresholds-stored-fixed = Hoy rigen cortes fijos.
thresholds-stored-waiting = Hoy rigen cuantiles, que se están calculando.
thresholds-stored-quantiles = Hoy rigen cuantiles ({ $parts }), calculados con los clientes al { $date }.
thresholds-ties = Con cuantiles, quienes empatan quedan juntos en el nivel mejor, así que un nivel puede tener más que su parte. Un solo servicio, o ningún gasto, siempre es nivel 1.
thresholds-daily = Se calculan de nuevo cada mes, y entonces también el movimiento de todos los meses.
thresholds-preview = Ver quiénes cambiarían
thresholds-preview-title = Quiénes cambiarían
thresholds-cut-r = R: 3 hasta { $three } días, 2 hasta { $two }
thresholds-cut-f = F: 3 desde { $three } servicios, 2 desde { $two }
thresholds-cut-m = M: 3 desde { $three }, 2 desde { $two }
thresholds-moved = Cambiarían de segmento: { $moved } de los { $customers } clientes con historial.
thresholds-save = Guardar estos cortes
thresholds-saved = Cortes guardados. Los segmentos se están recalculando.
thresholds-none-title = Nada que comparar todavía
thresholds-none-text = Cambia los cortes y pide ver quiénes cambiarían; nada se guarda hasta que lo decidas.
thresholds-members = Con los cortes que estás mirando cambiarían así. Primero, quienes más han gastado.

lift-title = Para subir de segmento
lift-visit-before = Con una visita más antes del { $date } pasa a { $segment }, sin bajar primero.
lift-visit = Con una visita más pasa a { $segment }.
lift-visits = Con { $services } más, de { $ticket } en promedio, pasa a { $segment }.
lift-first-before = El primero, antes del { $date } para no bajar de segmento.
lift-purchase = Basta una visita de { $amount } o más para pasar a { $segment }.
lift-fall = Si no viene, el { $date } pasa a { $segment }.
lift-best = Ya está en el mejor segmento.
lift-unreachable = Con su ticket promedio no alcanza un segmento mejor.
lift-count = { $n ->
    [one] { $count } servicio
   *[other] { $count } servicios
}
