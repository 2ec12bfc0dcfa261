# Propuestas: la lista, la página de una propuesta y el panel en la ficha.

proposal-state-generating = Generando
proposal-state-ready = Por revisar
proposal-state-approved = Aprobada
proposal-state-scheduled = En campaña
proposal-state-queued = En envío
proposal-state-sent = Enviada
proposal-state-held = Retenida
proposal-state-refused = No enviada
proposal-state-uncertain = Envío incierto
proposal-state-cancelled = Cancelada
proposal-of-campaign = De la campaña
proposal-state-failed = Falló

proposals-any-state = Todos los estados
proposals-by = Quién
proposals-range = { $from }–{ $to } de { $total }
proposals-more-than = más de { $n }
proposals-none-title = Ninguna propuesta en este estado
proposals-none-text = Prueba con otro estado o quita el filtro.
proposals-empty-title = Aún no hay propuestas
proposals-empty-text = Abre la ficha de un cliente y genera la primera: en segundos tendrás recomendaciones y un correo listo para revisar.

proposal-for = Propuesta para { $name }
proposal-profile = Ver ficha
proposal-generated = Generada el { $at } en { $seconds } s por: { $engine }.
proposal-send = Enviar por correo
proposal-send-now = Enviar ahora
proposal-send-title = ¿Enviar la propuesta?
proposal-send-text = El correo le llegará a { $name }, a la dirección { $email }. Después de enviarlo tienes 10 segundos para deshacerlo.

proposal-generating-title = Estamos preparando la propuesta
proposal-generating-text = Suele tardar pocos segundos. Puedes salir de esta página: la propuesta se prepara igual y la encontrarás en la lista.
proposal-waiting-title = La propuesta sigue en espera
proposal-waiting-text = El proceso que las prepara está ocupado o detenido. En cuanto vuelva, la propuesta avanzará; no hace falta que te quedes en esta página.
proposal-refresh = Actualizar
proposal-cancelled-text = La cancelaste antes de que estuviera lista. Puedes pedir otra cuando quieras.
proposal-failure-deadline = Pasaron más de 30 segundos sin resultado. Inténtalo de nuevo.
proposal-failure-internal = Algo falló de nuestro lado al prepararla. Inténtalo de nuevo; si se repite, avisa a quien administra el sistema.
proposal-failure-discarded = El mensaje de esta propuesta se descartó y no se enviará.

proposal-fallback-not_configured = El servicio externo no está configurado; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-timed_out = El servicio externo tardó demasiado; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-unreachable = No pudimos conectarnos con el servicio externo; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-unavailable = El servicio externo no está disponible ahora; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-unauthorised = El servicio externo rechazó nuestra clave; esta propuesta la hizo Vínculo con tu historial. Avisa a quien administra el sistema.
proposal-fallback-unknown_customer = El servicio externo no conoce a este cliente; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-other_customer = El servicio externo respondió sobre otra persona: se usan sus recomendaciones, pero el texto es de Vínculo, con el historial de este cliente.
proposal-fallback-invalid = El servicio externo no aceptó la consulta; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-unreadable = No pudimos leer la respuesta del servicio externo; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-empty = El servicio externo respondió sin contenido; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-refused = El modelo no quiso responder; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-truncated = La respuesta del modelo llegó cortada; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-rate_limited = El modelo recibió demasiadas consultas seguidas; esta propuesta la hizo Vínculo con tu historial.
proposal-fallback-unpaid = La cuenta del modelo no tiene saldo; esta propuesta la hizo Vínculo con tu historial. Avisa a quien administra el sistema.
proposal-fallback-spend_limit = La cuenta del modelo llegó a su límite de gasto; esta propuesta la hizo Vínculo con tu historial. Avisa a quien administra el sistema.
proposal-fallback-unknown_model = El proveedor ya no tiene ese modelo; esta propuesta la hizo Vínculo con tu historial. Avisa a quien administra el sistema.
proposal-fallback-over_budget = El presupuesto del mes para modelos ya se usó; esta propuesta la hizo Vínculo con tu historial. Quien administra el sistema puede subirlo en Ajustes.

proposal-insights = Lo que sabemos
proposal-recommendations = Recomendaciones
proposal-recommendations-hint = con su confianza, de 0 a 100
proposal-confidence = Confianza de { $n } por ciento
proposal-evidence = Lo tomaron en { $k } de { $n } casos parecidos, dentro de 90 días
proposal-evidence-first = Lo tomaron { $k } de { $n } clientes en su primera visita
proposal-top-up = Agregada por Vínculo
proposal-remove-item = Quitar { $name }
proposal-no-items = No quedan recomendaciones: el correo irá solo con el texto y la oferta.
proposal-not-in-catalogue = No están en tu catálogo
proposal-not-in-catalogue-text = El servicio externo los nombró, pero no los encontramos entre tus servicios. No van en el correo.

proposal-mail = El correo
proposal-preview = Vista previa del correo
proposal-text-version = Versión de solo texto
proposal-to = Para
proposal-subject = Asunto
proposal-body = Texto
proposal-body-help = Deja una línea en blanco entre párrafos. Los servicios, los precios y la oferta se agregan solos más abajo.
proposal-percent = Descuento (%)
proposal-percent-help = { $n ->
    [0] Para este segmento no hay descuentos.
   *[other] Hasta { $count } para este segmento; 0 para no ofrecer.
}
proposal-percent-limit = { $n ->
    [0] Para este segmento no hay descuentos: escribe 0.
   *[other] Escribe un número de 0 a { $count }: es el máximo para este segmento.
}
proposal-valid-until = Válida hasta
proposal-valid-until-range = Elige una fecha entre hoy y un año más.
proposal-offer-title = Título de la oferta
proposal-lowered = Bajamos el descuento al máximo permitido
proposal-contradiction = El texto menciona { $named } y la oferta es de { $offer }. Revísalo antes de enviar.
proposal-item-price = Ahora cuesta { $now } en el catálogo; el correo dice { $then }. Genera otra propuesta o quítalo.
proposal-item-inactive = Ya no se ofrece. Quítalo antes de enviar.
proposal-edit-customer = Editar cliente
proposal-message = Ver el mensaje

proposal-not-ready = Esta propuesta ya no se puede cambiar: mira en qué estado está.
proposal-changed-meanwhile = Otra persona cambió esta propuesta mientras la editabas. Lo que escribiste sigue aquí: revisa la vista previa y guarda de nuevo si quieres que valga lo tuyo.
proposal-queued = Listo: el correo sale en 10 segundos.
proposal-queued-held = Guardada para enviar, pero todavía no sale: quedará retenida en Mensajes hasta que alguien la libere.
proposal-will-be-held = Este correo no sale todavía: quedará retenido en Mensajes hasta que alguien lo libere.
proposal-already-queued = Esta propuesta ya está en envío; no la enviamos otra vez.
proposal-undo = Deshacer envío
proposal-undone = Deshicimos el envío. La propuesta sigue aquí para que la cambies.
proposal-undo-late = Ya no alcanzamos a deshacerlo: el correo va en camino.

proposal-outcome-queued = El correo para { $email } está por salir.
proposal-outcome-sent = Enviada a { $email }.
proposal-outcome-held = El correo para { $email } está retenido hasta que alguien lo libere.
proposal-outcome-refused = El correo para { $email } no se pudo enviar.
proposal-outcome-uncertain = No sabemos si el correo para { $email } llegó: alguien tiene que decidir si se envía otra vez.

proposal-obstacle-no_address = No se puede enviar: este cliente no tiene correo.
proposal-obstacle-invalid_address = No se puede enviar: el correo de este cliente no es válido.
proposal-obstacle-suppressed = No se puede enviar: esta dirección rebotó o hubo una queja.
proposal-obstacle-unsubscribed = No se puede enviar: desde esta dirección pidieron la baja. Si ahora dicen que sí, regístralo en la ficha.
proposal-obstacle-customer_blocked = No se puede enviar: el cliente está bloqueado.
proposal-obstacle-customer_deleted = No se puede enviar: el cliente ya no existe.
proposal-obstacle-consent_unknown = No se puede enviar: falta preguntarle a este cliente si quiere recibir correos.
proposal-obstacle-consent_refused = No se puede enviar: este cliente no quiso recibir correos.
proposal-obstacle-consent_withdrawn = No se puede enviar: este cliente pidió dejar de recibir correos.
proposal-obstacle-over_cap = No se puede enviar: ya recibió el máximo de mensajes comerciales en 30 días.
proposal-obstacle-prefers_less = No se puede enviar todavía: este cliente pidió recibir menos mensajes.

proposal-customer-blocked = Este cliente está bloqueado: no se le ofrece ni se le envía nada.
proposal-panel-empty = Todavía no le has hecho ninguna propuesta.
proposal-generate = Generar propuesta
proposal-open = Abrir propuesta
proposal-untitled = Propuesta sin texto

# En el correo
proposal-mail-why-contact = Recibes este correo porque { $organisation } tiene tu dirección entre sus contactos.
proposal-mail-discount = { $percent } de descuento
proposal-mail-valid-until = Válido hasta el { $date }.
proposal-mail-book = Reservar mi hora

proposal-call = Modelo { $model }: { $tokens } tokens, US$ { $cost }, { $seconds } s.
proposal-unfounded = El texto dice algo que tus datos no respaldan. Está marcado más abajo: cámbialo y guarda para poder enviar.
proposal-strays = Sin respaldo en tus datos
proposal-strays-text = Lo marcado no coincide con ningún precio, fecha, servicio ni oferta de esta propuesta. Al guardar lo revisamos otra vez.
proposal-stray-link = enlace que no es el de tus reservas
proposal-stray-markup = código o una marca que no se reemplaza
proposal-stray-date = fecha que no conocemos o que no es la de la oferta
proposal-stray-percent = porcentaje que no es el de la oferta
proposal-stray-price = precio que no es el del servicio que nombra esa línea
proposal-stray-number = número que no está en los datos del cliente
proposal-stray-promise = promesa que nadie autorizó
proposal-stray-name = nombre que no es de un servicio tuyo ni del cliente

# Lo que responde la API de propuestas
api-customer-not-found = Cliente no encontrado
api-tenant-not-found = Negocio no encontrado
api-proposal-queued = Propuesta enviada: el correo sale en 10 segundos.
api-proposal-held = La propuesta quedó retenida en Mensajes: no sale hasta que alguien la libere. No hace falta enviarla de nuevo.
api-proposal-already = La propuesta de este cliente ya se envió o está en envío.
api-proposal-generating = Se está generando una propuesta para este cliente. Intenta de nuevo en un momento.
funnel-title = De la propuesta a la visita
funnel-link = Ver hasta dónde llegan
funnel-intro = Hasta dónde llegaron las propuestas. Cuenta lo que hicieron las personas, no lo que abren los programas.
funnel-by = Separar por
funnel-by-month = Por mes
funnel-by-segment = Por segmento
funnel-by-engine = Por motor
funnel-by-template = Por plantilla
funnel-by-person = Por persona
funnel-by-campaign = Por campaña
funnel-head-month = Mes
funnel-head-segment = Segmento
funnel-head-engine = Motor
funnel-head-template = Plantilla
funnel-head-person = Persona
funnel-head-campaign = Campaña
funnel-no-template = La de Vínculo
funnel-no-person = Un programa
funnel-no-campaign = Sin campaña
funnel-steps = Pasos
funnel-generated = Generadas
funnel-approved = Leídas y aprobadas
funnel-sent = Enviadas
funnel-delivered = Entregadas
funnel-opened = Abiertas
funnel-clicked = Con clic
funnel-visited = Con visita
funnel-edited = Editadas
funnel-edited-hint = Cambiadas por alguien antes de salir.
funnel-took = Tiempo hasta el envío
funnel-took-hint = La mitad salió antes.
funnel-cause = Con visita: el cliente vino en los 30 días siguientes, por la propuesta o sin ella. La entrega solo se conoce si el servicio de correo la informa, o si alguien abrió. Cuánto trajeron de verdad se ve frente a un grupo de control:
funnel-empty-title = No hay propuestas en estos días
funnel-empty-text = Elige otras fechas, o genera la primera desde la ficha de un cliente.
duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $count } h
duration-days = { $n ->
    [one] { $count } día
   *[other] { $count } días
 }
proposal-offer-over = La oferta ya venció. Cambia la fecha antes de enviarla.
proposal-test-blocked = La prueba no se envió: el texto dice algo que tus datos no respaldan. Corrige lo marcado y vuelve a probar.
