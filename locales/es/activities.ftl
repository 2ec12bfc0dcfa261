# Notas, llamadas y reuniones.

activity-add = Agregar nota
activity-new = Nueva nota
activity-edit = Editar nota
activity-kind = Tipo
activity-body = Texto de la nota
activity-placeholder = Escribe qué pasó o qué conviene recordar
activity-note = Nota
activity-call = Llamada
activity-meeting = Reunión
activity-email = Correo
activity-task = Tarea
activity-sale = Venta
activity-payment = Pago
activity-conflict = Esta nota cambió mientras la editabas. Ahora dice: { $now }. Si guardas, queda lo que escribiste aquí.
activity-created = Guardamos la nota.
activity-deleted = Eliminamos la nota.
activity-restored = La nota está de vuelta.
