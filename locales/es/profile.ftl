# La ficha de un cliente: quién es, cuánto vale, qué ha pasado.

profile-since = Cliente desde el { $date }.
profile-registered = En la base desde el { $date }.
profile-no-history = Todavía no tiene servicios registrados.
profile-last-visit = Última visita { $ago }
profile-propose = Generar propuesta
profile-facts = Datos
profile-audit = Auditoría de este cliente
profile-edit = Editar los datos
profile-whatsapp = Escribir por WhatsApp
profile-legal-name = Razón social
profile-tax-id = Documento
profile-address = Dirección
profile-place = Ubicación
profile-birthday = Nacimiento
profile-owner = Responsable
profile-website = Sitio web
profile-sector = Rubro
profile-segment-label = Segmento propio
profile-credit-limit = Límite de crédito
profile-source = Cómo llegó
profile-record = Ficha creada
profile-tags = Etiquetas
profile-consents = Permisos de contacto

reason-spend = { $amount } de gasto
range-m1 = menos de { $from }
range-m2 = de { $from } a { $to }
range-m3 = { $from } o más

profile-favourites = Categorías favoritas
profile-favourites-none = Aparecerán con el primer servicio.
profile-months = Visitas por mes, 24 meses
profile-months-label = { $n ->
    [0] Visitas por mes de los últimos 24 meses: ninguna
    [one] Visitas por mes de los últimos 24 meses: { $count } en total
   *[other] Visitas por mes de los últimos 24 meses: { $count } en total
}
profile-month = Mes

profile-value = Valor del cliente
profile-spend = Gasto total
profile-services = Servicios
profile-visits = { $n ->
    [one] en { $count } visita
   *[other] en { $count } visitas
}
profile-visits-head = Visitas
profile-ticket = Ticket promedio
profile-6-months = Servicios en 6 meses
profile-in-180-days = { $n ->
   *[other] { $count } en los últimos 180 días
}
profile-since-first = Como cliente
profile-from = desde el { $date }
profile-recency = Última visita

profile-activity = Actividad
profile-newest = Últimos servicios
profile-whole-history = Ver todo el historial
profile-upcoming = { $n ->
    [one] { $count } servicio con fecha futura: contará cuando llegue su día.
   *[other] { $count } servicios con fecha futura: contarán cuando llegue su día.
}
profile-empty-title = Sin servicios todavía
profile-empty-text = Agrega el primero y la ficha empezará a mostrar qué le gusta, cada cuánto viene y cuánto vale.

timeline-all = Todo
timeline-services = Servicios
timeline-notes = Notas
timeline-messages = Mensajes
timeline-proposals = Propuestas
timeline-consents = Permisos
timeline-empty = Aún no pasó nada con este cliente. La primera nota puede ser tuya.
timeline-empty-tab = Nada que mostrar aquí.
timeline-older = Ver anteriores
timeline-newest = Volver a lo más reciente
timeline-note-by = Nota de { $author }
timeline-call-by = Llamada, por { $author }
timeline-meeting-by = Reunión, por { $author }
timeline-email-by = Correo, por { $author }
timeline-task-by = Tarea de { $author }
timeline-sale-by = Venta, por { $author }
timeline-payment-by = Pago, por { $author }
timeline-message-queued = Mensaje en cola
timeline-message-sending = Mensaje en camino
timeline-message-sent = Mensaje enviado
timeline-message-held = Mensaje retenido
timeline-message-refused = Mensaje rechazado
timeline-message-uncertain = Mensaje de entrega incierta
timeline-message-discarded = Mensaje descartado
timeline-event-delivered = Correo entregado
timeline-event-opened = Abrió un correo
timeline-event-clicked = Hizo clic en un correo
timeline-event-bounced = Un correo rebotó
timeline-event-complained = Marcó un correo como no deseado
timeline-proposal-generating = Propuesta en preparación
timeline-proposal-ready = Propuesta lista para revisar
timeline-proposal-approved = Propuesta aprobada
timeline-proposal-scheduled = Propuesta programada
timeline-proposal-queued = Propuesta en cola de envío
timeline-proposal-sent = Propuesta enviada
timeline-proposal-held = Propuesta retenida
timeline-proposal-refused = Propuesta no enviada
timeline-proposal-uncertain = Propuesta de entrega incierta
timeline-proposal-cancelled = Propuesta cancelada
timeline-proposal-failed = Propuesta que no se pudo generar
timeline-consent = { $channel }: { $state }

consent-state-given = acepta mensajes comerciales
consent-state-refused = no acepta mensajes comerciales
consent-state-withdrawn = retiró su permiso
consent-state-unknown = no le hemos preguntado
consent-how-import = en la carga de datos
consent-how-batch = anotado para varios a la vez
consent-how-form = anotado en la ficha
consent-how-unsubscribe_link = por el enlace de baja
consent-how-complaint = por una queja de correo no deseado
profile-previous = Anterior de la lista
profile-next = Siguiente de la lista
profile-in-list = En la lista
