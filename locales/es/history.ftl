# El historial de servicios.

history-add = Agregar servicio
history-correct = Corregir servicio
history-correct-of = Corregir { $service } del { $date }
history-of = Historial de { $name }
history-season = Temporada
history-year = Año
history-all-years = Todos los años
history-all-categories = Todas las categorías
history-all-services = Todos los servicios
history-chip-from = Desde el { $date }
history-chip-to = Hasta el { $date }
history-cut = La lista llega hasta aquí. Usa los filtros para ver servicios más antiguos.
history-customer-deleted = Ficha eliminada
history-upcoming = Con fecha futura
history-upcoming-hint = Todavía no cuentan en las cifras
history-upcoming-more = Hay más con fecha futura. Usa los filtros para verlos.
history-none-title = Ningún servicio con estos filtros
history-none-text = Prueba con otras fechas o quita los filtros.
history-empty-title = Aún no hay historial
history-empty-text = Los servicios se agregan en la ficha de cada cliente, o todos juntos al cargar un archivo.

season-summer = Verano
season-autumn = Otoño
season-winter = Invierno
season-spring = Primavera

history-date-help = Si es futura, contará cuando llegue el día.
history-price-help = Vacío toma el precio del catálogo, si tiene uno.
history-choose = Elige un servicio
history-new-service = ¿No está en la lista? Escríbelo
history-service-name = Nombre del servicio
history-service-needed = Elige un servicio de la lista o escribe uno nuevo.
history-one-service = Elige uno de la lista o escribe uno nuevo, no ambos.
history-date-early = Esa fecha es demasiado antigua. Revisa el año.
history-date-late = Esa fecha está a más de dos años. Revisa el año.
history-price = Escribe un monto, por ejemplo 45.990.
history-price-negative = El precio no puede ser negativo.
history-price-decimals = Tiene más decimales que la moneda.
history-price-large = Ese precio es demasiado alto. Revisa los ceros.

history-added = Agregamos el servicio y actualizamos las cifras.
history-counts-later = Guardado. Su fecha es futura: contará desde el { $date }.
history-conflict = Alguien cambió este servicio mientras lo editabas. Ahora dice: { $now }. Si guardas, queda lo que escribiste tú.
history-delete-title = ¿Eliminar este servicio?
history-delete-text = { $service }. Las cifras del cliente se recalculan al instante.
history-deleted = Eliminamos el servicio y actualizamos las cifras.
history-restored = El servicio está de vuelta.
