# El historial de servicios.

history-add = Agregar servicio
