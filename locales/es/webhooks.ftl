# Los destinos que reciben avisos de cambios, lo que se les envía y cómo les fue.
webhooks-intro = Avisa a otros programas cuando algo cambia aquí. Cada aviso va firmado y se reintenta hasta tres días.
webhooks-new = Nuevo destino
webhooks-edit = Editar el destino
webhooks-create = Crear el destino
webhooks-empty-title = Todavía no avisas a nadie
webhooks-empty-text = Agrega la dirección de otro programa para que se entere al instante de clientes, ventas y pagos.
webhooks-endpoint = Destino
webhooks-name-help = Para reconocerlo después, por ejemplo «Bodega».
webhooks-url = Dirección
webhooks-url-help = Empieza con https://. No puede llevar a una red privada.
webhooks-url-invalid = Escribe una dirección completa, por ejemplo https://ejemplo.cl/avisos.
webhooks-url-https = La dirección tiene que empezar con https://.
webhooks-url-private = Esa dirección lleva a este equipo o a una red privada.
webhooks-events = Avisos
webhooks-events-help = Si no marcas ninguno, se envían todos, también los que se agreguen después.
webhooks-all-events = Todos los avisos
webhooks-event-count = { $n ->
    [one] { $count } tipo de aviso
   *[other] { $count } tipos de aviso
}
webhooks-waiting = En espera
webhooks-failed = Fallidos
webhooks-last = Último resultado
webhooks-never = Sin envíos
webhooks-active = Activo
webhooks-paused = En pausa
webhooks-resting = Descansando
webhooks-gone = Desactivado
webhooks-gone-text = El destino respondió que ya no existe (410), así que dejamos de enviarle avisos. Los que haya mientras tanto esperan 90 días: reactívalo cuando vuelva.
webhooks-paused-text = Los avisos nuevos esperan aquí y salen cuando lo reanudes.
webhooks-not-active = Este destino no está activo. Reanúdalo primero.
webhooks-overtaken = Otra persona cambió este destino mientras lo editabas. Revisa y guarda de nuevo si quieres que valga lo tuyo.
webhooks-saved = Guardamos el destino.
webhooks-secret = Secreto
webhooks-secret-title = El secreto de «{ $name }»
webhooks-secret-once = Cópialo ahora: no se vuelve a mostrar.
webhooks-secret-help = El otro programa comprueba con él la firma de cada aviso (Standard Webhooks).
webhooks-secret-rotated = { $n ->
    [one] El secreto anterior firma también durante { $count } hora, para que alcances a cambiarlo.
   *[other] El secreto anterior firma también durante { $count } horas, para que alcances a cambiarlo.
}
webhooks-to-endpoint = Ir al destino
webhooks-test = Enviar una prueba
webhooks-test-taken = El destino recibió la prueba.
webhooks-test-refused = El destino no recibió la prueba: { $why }
webhooks-pause = Pausar
webhooks-pause-done = «{ $name }» está en pausa.
webhooks-resume = Reanudar
webhooks-resume-done = «{ $name }» vuelve a recibir avisos.
webhooks-rotate = Cambiar el secreto
webhooks-rotate-title = ¿Cambiar el secreto?
webhooks-rotate-text = Verás el nuevo una sola vez. El de ahora firma también durante 24 horas más.
webhooks-delete-title = ¿Eliminar «{ $name }»?
webhooks-delete-text = Se borra con su registro de envíos y no se puede deshacer.
webhooks-delete-done = Eliminamos el destino «{ $name }».
webhooks-created = Creado
webhooks-old-secret = El secreto anterior vale hasta
webhooks-log = Envíos
webhooks-log-hint = Se guardan 90 días
webhooks-log-tabs = Envíos por estado
webhooks-log-empty-title = No hay envíos
webhooks-log-empty-text = Aquí verás cada aviso, lo que respondió el destino y cuándo se reintenta.
webhooks-event = Aviso
webhooks-attempts = Intentos
webhooks-attempts-hint = El más reciente primero
webhooks-noted = Anotado
webhooks-when = Cuándo
webhooks-outcome = Resultado
webhooks-answer = Respuesta
webhooks-next = El próximo intento es el { $at }.
webhooks-no-attempt-title = Todavía no se intenta
webhooks-no-attempt-text = Saldrá en unos segundos si el destino está activo.
webhooks-body = Contenido
webhooks-body-hint = Lo que recibe el destino
webhooks-newest = Volver a lo más nuevo
webhooks-older = Más antiguo
webhooks-replay = Enviar de nuevo
webhooks-replay-all = Reenviar los fallidos
webhooks-replay-title = ¿Reenviar los fallidos?
webhooks-replay-text = Cada aviso fallido sale otra vez con el mismo identificador.
webhooks-replayed = { $n ->
    [0] No hay envíos fallidos.
    [one] { $count } aviso vuelve a salir.
   *[other] { $count } avisos vuelven a salir.
}
webhooks-under-way = Ese aviso ya está en camino.
delivery-waiting = En espera
delivery-delivered = Entregado
delivery-failed = Fallido
delivery-tab-all = Todos
delivery-tab-waiting = En espera
delivery-tab-delivered = Entregados
delivery-tab-failed = Fallidos
delivery-answered = Respondió { $status }
delivery-no-answer = Sin respuesta: { $error }
delivery-unknown = Quedó a medias; puede que haya llegado
wire-cliente-creado = Cliente creado
wire-cliente-actualizado = Cliente editado
wire-cliente-eliminado = Cliente eliminado
wire-factura-emitida = Factura emitida
wire-factura-anulada = Factura anulada
wire-pago-recibido = Pago recibido
wire-pago-anulado = Pago anulado
wire-actividad-creada = Actividad creada
wire-actividad-completada = Actividad completada
wire-oportunidad-creada = Oportunidad creada
wire-oportunidad-movida = Oportunidad movida de etapa
wire-oportunidad-ganada = Oportunidad ganada
wire-oportunidad-perdida = Oportunidad perdida
wire-propuesta-enviada = Propuesta enviada
wire-prueba-enviada = Prueba
