# El catálogo de servicios.

services-text = Lo que ofreces y a qué precio. Las propuestas toman los precios de aquí.
services-search = Buscar por nombre o categoría
services-any-state = Ofrecidos o no
services-active = Se ofrece
services-inactive = Ya no se ofrece
services-active-help = Lo que ya no se ofrece no aparece al registrar servicios ni en propuestas nuevas. Su historial se conserva.
services-last-paid = lo último pagado
services-no-price = Sin precio
services-price-help = Si lo dejas vacío, las propuestas toman el último precio pagado.
services-range = { $from }–{ $to } de { $total }
services-none-title = Ningún servicio con esa búsqueda
services-none-text = Prueba con otra palabra o quita los filtros.
services-empty-title = El catálogo está vacío
services-empty-text = Cada servicio nuevo entra aquí cuando lo registras en la ficha de un cliente o cargas el historial.
services-history = Ver el historial de este servicio
services-saved = Guardamos los cambios en { $name }.
services-name-taken = Ya hay otro servicio con ese nombre en la categoría.
services-changed-meanwhile = Otra persona cambió este servicio mientras lo editabas. Ahora dice: { $now }. Si guardas, queda lo que escribiste tú.
