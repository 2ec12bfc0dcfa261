# Los mensajes: lista, detalle y decisiones.
messages-intro = Todo lo que se envió o quedó en espera.
messages-intro-own = Los mensajes que creaste tú.
messages-tabs = Mensajes por estado
more-than = más de { $count }
messages-held-by-reason = En espera, por motivo
messages-release-all = Enviar todos
messages-release-all-title = ¿Enviar todos los mensajes en espera por este motivo?
messages-release-all-text = Son { $count }.
messages-released = { $n ->
    [0] No había nada que enviar.
    [one] Listo, { $n } mensaje vuelve a la cola.
   *[other] Listo, { $n } mensajes vuelven a la cola.
}
messages-none-title = No hay mensajes en este estado
messages-none-text = Mira en otra pestaña o quita el filtro.
messages-empty-title = Todavía no hay mensajes
messages-empty-text = Cuando envíes una propuesta desde la ficha de un cliente, podrás seguirla aquí.

message-recipient = Destinatario
message = Mensaje
message-kind = Tipo
message-attempts = Intentos
message-author = De
message-author-program = El sistema
message-text = Contenido
message-preview = Vista previa del correo
message-plain = Ver como texto
message-secret = Lleva un enlace personal para entrar, así que no se muestra.
message-facts = Datos
message-queued-at = En cola desde
message-finished-at = Terminado
message-last-error = Último error
message-no-attempts = Aún no se ha intentado enviar.

message-kind-proposal = Propuesta
message-kind-invite = Invitación
message-kind-invoice = Factura
message-kind-reset = Nueva contraseña

message-state-queued = En cola
message-state-sending = Enviando
message-state-sent = Enviado
message-state-held = Retenido
message-state-refused = Rechazado
message-state-uncertain = Incierto
message-state-discarded = Descartado

message-reason-no_address = El cliente no tiene correo.
message-reason-invalid_address = El correo no parece válido.
message-reason-suppressed = A esta dirección no se le envía nada: rebotó o hubo una queja.
message-reason-unsubscribed = Desde esta dirección pidieron la baja.
message-reason-customer_blocked = El cliente está bloqueado.
message-reason-customer_deleted = El cliente fue eliminado.
message-reason-consent_unknown = No sabemos si acepta recibir correos. Regístralo en su ficha.
message-reason-consent_refused = El cliente no quiso recibir correos.
message-reason-consent_withdrawn = El cliente dejó de aceptar correos.
message-reason-over_cap = Ya recibió los mensajes comerciales que permite el máximo de 30 días.
message-reason-prefers_less = Pidió recibir menos mensajes y todavía no toca otro.
message-reason-no_smtp = No hay un servidor de correo configurado. Cuando lo haya, puedes enviarlo desde aquí.
message-reason-demo = El negocio de demostración solo escribe a las direcciones permitidas.
message-reason-misconfigured = El servidor de correo rechazó nuestra cuenta o configuración. Corrígela y envíalo de nuevo.
message-reason-paused = En pausa: el servidor de correo rechazó nuestra cuenta o configuración. Probaremos otra vez en unos minutos.
message-reason-temporary = El servidor pidió esperar. Lo intentaremos de nuevo en un rato.
message-reason-quota = Se alcanzó el límite diario de correos. Seguirá cuando se libere.
message-reason-refused_by_server = El servidor del destinatario lo rechazó.
message-reason-malformed = El correo no se pudo armar.
message-reason-deadline = Pasó el plazo para enviarlo. Si aún sirve, puedes enviarlo desde aquí.
message-reason-lost = Lo entregamos al servidor, pero la respuesta se perdió. Puede que haya llegado.
message-reason-undone = Se deshizo antes de enviarlo.
message-reason-discarded = Alguien decidió no enviarlo.
message-reason-confirmed_by_person = Una persona confirmó que llegó.

message-attempt-sent = Aceptado por el servidor
message-attempt-refused = Rechazado
message-attempt-temporary = Aplazado
message-attempt-misconfigured = Cuenta o configuración rechazada
message-attempt-quota = Límite diario alcanzado
message-attempt-uncertain = Sin respuesta
message-attempt-open = En curso

message-release = Enviar ahora
message-release-title = ¿Enviar este mensaje?
message-release-text = Se enviará a { $recipient }.
message-discard = Descartar
message-discard-title = ¿Descartar este mensaje?
message-discard-text = No se enviará a { $recipient }. Quedará en la lista como descartado.
message-resolution = ¿Llegó este correo?
message-resolution-text = Revisa los enviados de tu cuenta de correo o pregunta a { $recipient }. Si lo envías otra vez, podría recibirlo dos veces.
message-was-delivered = Sí, llegó
message-send-again = No, enviar otra vez
message-now-queued = Listo, el mensaje vuelve a la cola.
message-now-discarded = Mensaje descartado.
message-now-sent = Anotado: el mensaje llegó.
message-already = No hizo falta: este mensaje ya está así: { $state }.

# La baja.
unsubscribe-title = ¿Dejar de recibir correos?
unsubscribe-text = { $organisation } no escribirá más a { $address }.
unsubscribe-leave = Dejar de recibirlos
unsubscribed-title = Listo, no te escribiremos más
unsubscribed-text = { $organisation } ya no enviará correos a { $address }.
unsubscribe-return = Cambié de opinión
unsubscribe-saved = Listo, lo anotamos.
frequency-title = ¿Prefieres recibir menos?
frequency-all = Todos, como hasta ahora
frequency-monthly = Uno al mes como máximo
frequency-quarterly = Uno cada tres meses como máximo
leave-reason-title = ¿Nos cuentas por qué te vas?
leave-reason-note = Algo más que quieras decirnos
leave-reason-send = Enviar
leave-reasons = Por qué se dan de baja
leave-reason-too_often = Recibo demasiados
leave-reason-not_interested = No me interesan
leave-reason-never_asked = Nunca los pedí
leave-reason-other = Otra razón

# Los correos.
mail-unsubscribe = Dejar de recibir estos correos
mail-why-customer = Recibes este correo porque eres cliente de { $organisation }.
mail-link-life = El enlace sirve una sola vez y durante 24 horas.
mail-invite-title = Tu acceso a { $organisation }
mail-invite-text = Te invitaron a trabajar en el CRM de { $organisation }. Elige una contraseña para entrar.
mail-invite-button = Elegir contraseña
mail-invite-why = Recibes este correo porque alguien de { $organisation } te dio acceso. Si no lo esperabas, ignóralo.
mail-reset-title = Nueva contraseña para { $organisation }
mail-reset-text = Con este enlace eliges una contraseña nueva para entrar al CRM de { $organisation }.
mail-reset-button = Elegir contraseña nueva
mail-reset-why = Recibes este correo porque se pidió una nueva contraseña para tu cuenta en { $organisation }. Si no fuiste tú, ignóralo: la actual sigue sirviendo.

# Bajas y rebotes.
suppressions = Bajas y rebotes
suppressions-intro = A quien se dio de baja no se le envían ofertas; a lo que rebotó, nada.
suppressions-search = Buscar un correo
suppressions-none-title = Ningún correo coincide
suppressions-none-text = Prueba con otra parte de la dirección.
suppressions-empty-title = Nadie se ha dado de baja
suppressions-empty-text = Aquí verás los correos que se dan de baja o que rebotan.
suppression-reason = Motivo
suppression-since = Desde
suppression-actions = Acciones
suppression-message = Ver el mensaje
suppression-unsubscribed = Se dio de baja
suppression-bounced = Rebotó
suppression-complained = Hubo una queja
suppression-lift = Volver a permitir
suppression-lift-of = Volver a permitir: { $address }
suppression-lift-title = ¿Volver a escribir a { $address }?
suppression-lift-unsubscribed = Hazlo solo si esa persona lo pidió. Además, su ficha debe decir que acepta correos.
suppression-lift-bounced = Su servidor dijo que este correo no existe. Si sigue sin existir, rebotará otra vez.
suppression-lift-complained = Alguien marcó nuestros correos como no deseados. Hazlo solo si esa persona lo pidió.
suppression-lifted = Listo, ya se puede escribir a { $address }.
suppression-gone = No hizo falta: esta dirección ya no estaba en la lista.
message-purpose-commercial = Comercial
message-purpose-service = De servicio
