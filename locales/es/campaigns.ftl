job-campaigns-work = Hacer avanzar las campañas
audit-type-campaign = Campaña
audit-campaign-approved = Aprobó propuestas de la campaña
audit-campaign-cancelled = Canceló la campaña
audit-campaign-created = Creó el borrador de la campaña
audit-campaign-deleted = Eliminó el borrador de la campaña
audit-campaign-finished = Terminó la campaña
audit-campaign-paused = Pausó la campaña
audit-campaign-resumed = Reanudó la campaña
audit-campaign-started = Inició la campaña
audit-campaign-updated = Editó la campaña
audit-field-audience = Público
audit-field-holdout_percent = Grupo de control (%)
audit-field-per_hour = Correos por hora
audit-field-sent = Reciben la propuesta
audit-field-held_out = En el grupo de control
audit-field-proposals = Propuestas
audit-field-commercial_pause_days = Días entre correos comerciales
settings-commercial-pause = Días entre correos comerciales
settings-commercial-pause-help = Las campañas no escriben a quien recibió algo comercial hace menos, por cualquier canal.
nav-campaigns = Campañas
campaigns-results = Resultados de todas
campaigns-results-intro = Lo que trajeron las campañas terminadas, frente a quienes no recibieron nada.
campaigns-results-empty-title = Todavía no hay resultados
campaigns-results-empty-text = Desde 30 días después del último envío se compara aquí a quienes recibieron una campaña con quienes no.
campaigns-empty-title = Todavía no hay campañas
campaigns-empty-text = Elige un segmento: cada cliente recibe su propuesta, y un grupo de control muestra cuánto trae de verdad.
campaign-new = Nueva campaña
campaign-edit = Editar la campaña
campaign-deleted = Se eliminó el borrador.
campaign-name = Nombre
campaign-with-list = Crear campaña
campaign-everybody = Todos
campaign-segment-help = Para otros filtros, empieza en la lista de clientes.
campaign-filter-too = También se aplica el filtro de la lista de clientes.
campaign-see-list = Ver la lista
campaign-most = Cuántos como máximo
campaign-most-help = Si hay más, se sortean.
campaign-variant-a = Lo que reciben
campaign-variant-b = Variante B
campaign-subject = Asunto
campaign-subject-help = { "{{" }nombre{ "}}" } es el nombre. En blanco, lo escribe el motor según el segmento.
campaign-subject-own = Asunto del motor
campaign-percent = Descuento (%)
campaign-percent-help = En blanco, el del segmento. No puede pasar de lo que permiten los ajustes.
campaign-variant = { $subject } · { $percent } de descuento
campaign-two = Probar dos variantes
campaign-two-help = La mitad recibe la variante B.
campaign-holdout = Grupo de control (%)
campaign-holdout-help = No recibe nada, al azar. Sin él no se puede saber qué trajo la campaña.
campaign-holdout-text = { $n ->
    [0] Sin grupo de control
   *[other] Grupo de control: { $count }%
 }
campaign-from = Enviar desde (hora)
campaign-to = Hasta (hora)
campaign-rate = Correos por hora
campaign-window = De { $from } a { $to }, hasta { $rate } correos por hora
campaign-approval = Aprobar cada propuesta antes de enviarla
campaign-approval-help = Cada propuesta espera a que alguien la lea y la marque.
campaign-error-number = Escribe un número posible.
campaign-error-window = Tiene que ser después de la hora de inicio.
campaign-error-same-variants = Las dos variantes son iguales.
campaign-changed-meanwhile = Alguien la cambió mientras tanto. Revísala otra vez.
campaign-too-large = El filtro incluye a más de 20.000 clientes. Elige un público más pequeño.
campaign-nobody = No hay nadie a quien enviarla.
campaign-plan = Plan
campaign-will-send = Recibirán la propuesta
campaign-held-out = Grupo de control
campaign-left-out = No participan
campaign-reason = Motivo
campaign-people = { $n ->
    [one] { $count } cliente recibirá su propuesta. Después de iniciar, el plan no cambia.
   *[other] { $count } clientes recibirán su propuesta. Después de iniciar, el plan no cambia.
 }
campaign-start = Iniciar
campaign-start-title = ¿Iniciar la campaña?
campaign-pause = Pausar
campaign-resume = Reanudar
campaign-cancel = Cancelar la campaña
campaign-cancel-title = ¿Cancelar la campaña?
campaign-cancel-text = Quienes aún esperan no recibirán nada. Lo que ya está en la bandeja de salida sigue su camino.
campaign-delete-title = ¿Eliminar el borrador?
campaign-delete-text = Nadie ha recibido nada todavía.
campaign-progress = { $done } de { $of } listos
campaign-outcomes = Qué pasó con cada cliente
campaign-all = Todos
campaign-arm = Grupo
campaign-proposal = Propuesta
campaign-approve = Aprobar las marcadas
campaign-approve-one = Aprobar la propuesta para { $name }
campaign-approved = { $n ->
    [one] { $count } propuesta aprobada.
   *[other] { $count } propuestas aprobadas.
 }
campaign-unapproved = { $n ->
    [one] { $count } queda: no se puede enviar como está; ábrela y corrígela.
   *[other] { $count } quedan: no se pueden enviar como están; ábrelas y corrígelas.
 }
campaign-rejected = { $n ->
    [one] { $count } propuesta no se enviará.
   *[other] { $count } propuestas no se enviarán.
 }
campaign-reject = No enviar las marcadas
campaign-select-all = Marcar todas las de esta página
campaign-approve-all = { $n ->
    [one] Aprobar { $count } sin avisos
   *[other] Aprobar las { $count } sin avisos
 }
campaign-approve-all-title = ¿Aprobarlas sin leerlas una a una?
campaign-approve-all-text = { $n ->
    [one] Se aprueba { $count } propuesta, también de otras páginas. Las que tienen un aviso quedan por aprobar.
   *[other] Se aprueban { $count } propuestas, también las de otras páginas. Las que tienen un aviso quedan por aprobar.
 }
campaign-unfounded = Texto sin respaldo
campaign-read = Leer
campaign-example = Ver un ejemplo de { $letter }
campaign-test = Enviarme una prueba de { $letter }
campaign-left-out-rejected = No se quiso enviar
campaign-left-out-unfounded = No salió: su texto dice algo sin respaldo. Corrígelo y apruébala otra vez.
audit-campaign-rejected = Rechazó propuestas de la campaña
campaign-arm-held = Control
campaign-arm-a = A
campaign-arm-b = B
campaign-state-draft = Borrador
campaign-state-running = En marcha
campaign-state-paused = En pausa
campaign-state-cancelled = Cancelada
campaign-state-done = Terminada
campaign-outcome-waiting = Espera propuesta
campaign-outcome-ready = Por aprobar
campaign-outcome-approved = Espera turno
campaign-outcome-queued = En cola
campaign-outcome-sending = Enviando
campaign-outcome-sent = Enviada
campaign-outcome-held = Retenida
campaign-outcome-uncertain = Incierta
campaign-outcome-refused = Rechazada
campaign-outcome-discarded = Descartada
campaign-outcome-skipped = Omitido
campaign-outcome-failed = No se pudo enviar
campaign-outcome-cancelled = Cancelado
campaign-outcome-held_out = Control
campaign-outcome-left_out = No participa
campaign-left-out-no_consent = Sin consentimiento
campaign-left-out-no_address = Sin correo
campaign-left-out-invalid_address = El correo no es válido
campaign-left-out-suppressed = Rebotó o lo marcaron como no deseado
campaign-left-out-unsubscribed = Se dio de baja
campaign-left-out-mailed_lately = Recibió algo comercial hace poco
campaign-left-out-over_cap = Ya recibió el máximo en 30 días
campaign-left-out-prefers_less = Pidió menos mensajes
campaign-left-out-blocked = Bloqueado
campaign-left-out-deleted = Ya no es cliente
campaign-left-out-same_address = Comparte el correo con otro cliente
campaign-left-out-over_limit = Por encima del máximo
campaign-results-sent = Lo que trajo
campaign-results-ab = A frente a B
campaign-results-hint = Aperturas y clics no cuentan: solo visitas y ventas.
campaign-per-head = Por cliente
campaign-side-sent-1 = Con campaña
campaign-side-sent-2 = Control
campaign-side-ab-1 = A
campaign-side-ab-2 = B
campaign-difference = Diferencia
campaign-verdict = Qué se puede decir
campaign-days = { $count } días después
campaign-visits = Visitas
campaign-revenue = Ventas (hasta { $cap } por cliente)
campaign-interval = entre { $low } y { $high } (95%)
campaign-too-early = Demasiado pronto: los días se cumplen el { $date }.
campaign-still-sending = Demasiado pronto: la campaña todavía envía.
campaign-no-contrast = No hay con quién comparar.
campaign-verdict-more = Trajo más
campaign-verdict-less = Trajo menos
campaign-verdict-same = Sin diferencia que importe
campaign-verdict-small = No alcanza: harían falta unos { $n } clientes para ver un { $share } de diferencia
campaign-verdict-nobody = No alcanza: nadie del control hizo nada con que comparar
campaign-verdict-nobody-b = No alcanza: de quienes recibieron la B nadie hizo nada con que comparar
campaign-verdict-a-more = A trajo más
campaign-verdict-b-more = B trajo más
campaign-verdict-unclear = No está claro: puede no haber diferencia, o una del { $share } o más
campaign-verdict-hardly-sent = Sin veredicto: salió menos de la mitad
campaign-share-sent = Se envió al { $share } de los que debían recibirla
campaign-main-figure = Cifra principal
campaign-supplementary = Para mirar
campaign-main-hint = Decide la cifra principal: las visitas a los 60 días. Las demás son para mirar: entre tantas, alguna sale distinta por azar.
campaign-start-by-admin = La inicia quien administra.
campaign-draft-nobody = Así no la recibiría nadie. Elige otro público al editarla, o mira abajo por qué quedan fuera.
campaign-method = Comparamos a quienes les tocó la campaña con quienes no, elegidos al azar: la diferencia es lo que trajo. Cada cliente cuenta en el grupo que le tocó, le haya llegado el correo o no. El rango es un intervalo de Welch del 95%; las ventas cuentan hasta un tope, que cumple el 95% de los que compraron, para que una sola compra grande no decida.
campaign-engine = Las prepara: { $engine }
campaign-engine-help = Un motor externo escribe de a pocas; si no responde tras tres intentos, lo hace Vínculo con tu historial.
job-campaigns-ask = Pedir las propuestas de una campaña
campaign-send-from = Enviar desde el día
campaign-send-from-help = En blanco, en cuanto esté lista.
campaign-first-day = Desde el { $date }
campaign-reactions = Qué hicieron con el correo
campaign-reactions-hint = Para mirar, no para medir: abrir no es venir.
campaign-bounced = Rebotes
campaign-complained = Quejas
campaign-unsubscribed = Bajas
campaign-left-out-other_campaign = En otra campaña en marcha, o en su grupo de control
campaign-left-out-offer_over = La oferta venció antes de su turno
audit-field-send_from = Enviar desde el día
audit-field-most = Cuántos como máximo
audit-field-from_hour = Enviar desde (hora)
audit-field-to_hour = Hasta (hora)
audit-field-needs_approval = Aprobar cada propuesta
audit-field-variants = Variantes
campaign-error-audience = No entendemos este público. Vuelve a elegirlo en la lista de clientes.
campaign-error-percent-limit = Es más de lo que los ajustes permiten para este público.
campaign-fallbacks = Escritas por Vínculo en lugar del motor elegido
campaign-fallbacks-hint = Con tu historial, porque el motor elegido no pudo escribirlas.
campaign-fallback-not_configured = El motor no está configurado
campaign-fallback-timed_out = Tardó demasiado
campaign-fallback-unreachable = No hubo conexión
campaign-fallback-unavailable = No estaba disponible
campaign-fallback-unauthorised = Rechazó nuestra clave
campaign-fallback-unknown_customer = No conoce al cliente
campaign-fallback-other_customer = Respondió sobre otra persona: el texto es de Vínculo
campaign-fallback-invalid = No aceptó la consulta
campaign-fallback-unreadable = Su respuesta no se pudo leer
campaign-fallback-empty = Respondió sin contenido
campaign-fallback-refused = No quiso responder
campaign-fallback-truncated = Su respuesta llegó cortada
campaign-fallback-rate_limited = Recibió demasiadas consultas seguidas
campaign-fallback-unpaid = Su cuenta no tiene saldo
campaign-fallback-spend_limit = Su cuenta llegó a su límite de gasto
campaign-fallback-unknown_model = Ya no tiene ese modelo
campaign-fallback-over_budget = Se acabó el presupuesto del mes para modelos
campaign-ended = La oferta venció
campaign-lacks-control = Son tan pocos que nadie quedó en el grupo de control: no se podrá saber qué trajo la campaña.
campaign-call-ready = { $n ->
    [one] { $count } propuesta espera que la leas.
   *[other] { $count } propuestas esperan que las leas.
 }
campaign-call-uncertain = { $n ->
    [one] De { $count } correo no se sabe si llegó: decide tú.
   *[other] De { $count } correos no se sabe si llegaron: decide tú.
 }
campaign-call-held = { $n ->
    [one] { $count } correo quedó retenido: alguien tiene que liberarlo.
   *[other] { $count } correos quedaron retenidos: alguien tiene que liberarlos.
 }
campaign-see = Ver cuáles
