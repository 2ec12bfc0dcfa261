# Notas, llamadas, tareas y todo lo que se hace con un cliente.

activity-add = Agregar nota
activity-plan = Planificar
activity-new = Nueva actividad
activity-new-note = Nueva nota
activity-edit = Editar actividad
activity-kind = Tipo
activity-title = Título
activity-title-help = Lo que se lee en la lista. Sin título vale la primera línea del texto.
activity-body = Texto
activity-due = Para cuándo
activity-due-help = Déjalo vacío si ya ocurrió.
activity-due-needed = Elige para qué día es.
activity-time = Hora
activity-time-wrong = Escribe una hora válida, como 15:30.
activity-assignee = A cargo de
activity-assignee-none = Sin asignar
activity-more-fields = Más campos
activity-placeholder = Escribe qué pasó o qué conviene recordar
activity-note = Nota
activity-call = Llamada
activity-meeting = Reunión
activity-email = Correo
activity-task = Tarea
activity-sale = Venta
activity-payment = Pago
activity-conflict = Esta actividad cambió mientras la editabas. Ahora dice: { $now }. Si guardas, queda lo que escribiste aquí.
activity-created = Guardamos la actividad.
activity-planned = Quedó en la lista de actividades.
activity-deleted = Eliminamos la actividad.
activity-restored = Recuperamos la actividad.
activity-complete = Marcar como hecha: { $title }
activity-mark-done = Marcar como hecha
activity-done = Hecha: { $title }
activity-done-at = Hecha el { $date }
activity-reopened = Sigue pendiente.
activity-state-open = Pendiente
activity-state-done = Hecha
activity-not-open = Esta actividad ya no está pendiente.
activity-options = Opciones de: { $title }
activity-postpone = Posponer
activity-postpone-to = Posponer hasta el día
activity-postpone-do = Posponer
activity-postponed = Pospuesta: { $due }.
activity-tomorrow = Mañana
activity-next-week = El próximo lunes
activity-overdue = { $n ->
    [1] Venció ayer
   *[other] Venció hace { $count } días
}

activities-text = Llamadas, tareas y reuniones por hacer, las más urgentes primero.
activities-views = Vistas de la lista
activities-whose = De quién
activities-of-me = Mías
activities-of-team = Del equipo
activities-mine = Mías
activities-team = Del equipo
activities-overdue = Vencidas
activities-today = Hoy
activities-next = Próximas
activities-done = Hechas
activities-range = { $from }–{ $to } de { $total }
activities-more-than = más de { $count }
activities-empty-mine = No tienes nada pendiente
activities-empty-team = El equipo no tiene nada pendiente
activities-empty-overdue = Nada está vencido
activities-empty-today = Nada para hoy
activities-empty-next = Nada planificado para los próximos días
activities-empty-done = Aún no hay actividades hechas
activities-empty-text = Planifica una llamada o una tarea y aparecerá aquí el día que corresponde.
activities-panel = Tareas de hoy
activities-pending = { $n ->
    [0] nada pendiente
    [one] { $count } pendiente
   *[other] { $count } pendientes
}
activities-panel-empty = Nada vence hoy. Lo que planifiques aparecerá aquí.
activities-panel-more = { $n ->
    [one] y { $count } más
   *[other] y { $count } más
}

api-activity-not-found = Actividad no encontrada
