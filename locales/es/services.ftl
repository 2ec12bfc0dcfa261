# El catálogo de servicios.

services-text = Lo que ofreces y a qué precio. Las propuestas toman los precios de aquí.
services-new = Nuevo servicio
services-add = Agregar al catálogo
services-made = Agregamos { $name } al catálogo.
services-search = Buscar por nombre o categoría
services-any-state = Ofrecidos o no
services-active = Se ofrece
services-inactive = Ya no se ofrece
services-active-help = Lo que ya no se ofrece no aparece al registrar servicios ni en propuestas nuevas. Su historial se conserva.
services-last-paid = lo último pagado
services-no-price = Sin precio
services-price-help = Si lo dejas vacío, las propuestas toman el último precio pagado.
services-none-title = Ningún servicio con esa búsqueda
services-none-text = Prueba con otra palabra o quita los filtros.
services-empty-title = El catálogo está vacío
services-empty-text = Agrega lo que ofreces. También entra aquí cada servicio nuevo que registras en la ficha de un cliente o cargas con el historial.
services-history = Ver el historial de este servicio
services-saved = Guardamos los cambios en { $name }.
services-followed-views = { $n ->
    [one] { $count } lista guardada cambió con la categoría.
   *[other] { $count } listas guardadas cambiaron con la categoría.
}
services-followed-drafts = { $n ->
    [one] { $count } borrador de campaña cambió con la categoría.
   *[other] { $count } borradores de campaña cambiaron con la categoría.
}
services-name-taken = Ya hay otro servicio con ese nombre en la categoría.
services-alike = Ya hay un servicio con un nombre parecido. Revisa si es el mismo.
services-allow-alike = Guardar de todos modos: es otro servicio
services-changed-meanwhile = Otra persona cambió este servicio mientras lo editabas. Ahora dice: { $now }. Si guardas, queda lo que escribiste tú.

# Precios en el tiempo, y nombres que quieren decir lo mismo.
services-prices = Precios en el tiempo
services-prices-paid = Lo que se pagó cada mes
services-prices-chart = Precio promedio pagado cada mes en que alguien lo tomó. La tabla tiene las cifras.
services-prices-month = Mes
services-prices-mean = Promedio
services-prices-none = Nadie lo ha tomado en los últimos 24 meses.
services-prices-changes = Cambios en el catálogo
services-prices-change = De { $before } a { $after }
service-merges = Nombres repetidos
service-merges-text = Servicios del catálogo que parecen el mismo con otro nombre.
service-merges-none-title = No hay nombres que parezcan repetidos
service-merges-none-text = Cuando dos servicios se llamen casi igual, aparecerán aquí.
service-merges-made = Ya unidos
service-merge-into = pasa a
service-merge-with = Unir con otro…
service-merge-other = El que se queda
service-merge-choose = Elige un servicio
service-merge-with-help = Si este nombre y otro son el mismo servicio, pásalo al otro. Primero ves qué se mueve.
service-merge-see = Ver qué se mueve
service-merge-title = Unir dos servicios
service-merge-goes = Este nombre desaparece del catálogo
service-merge-stays = Este se queda
service-merge-revenue = Ingresos
service-merge-period = Entre
service-merge-what = { $n ->
    [one] Pasará { $count } servicio del historial al que se queda. El nombre antiguo se sigue reconociendo en los archivos. Se puede deshacer.
   *[other] Pasarán { $count } servicios del historial al que se queda. El nombre antiguo se sigue reconociendo en los archivos. Se puede deshacer.
}
service-merge-do = Unirlos
service-merge-turn = Al revés
service-merge-done = Listo, ahora todo está en { $name }.
service-merge-back = Separados otra vez.
service-merge-same = Elige dos servicios distintos.
service-merge-gone = Este servicio ya se unió a otro.
service-merge-moving = La unión todavía no termina. Espera un momento.
service-merge-later = El servicio que quedó se unió después a otro. Deshaz primero esa unión.
service-merge-is-moving = Moviendo el historial…
service-merge-is-undoing = Separando…
service-merge-moved = { $n ->
    [one] Se movió { $count } servicio
   *[other] Se movieron { $count } servicios
}
service-merge-undone = Deshecho
service-merge-undone-but = { $n ->
    [one] Deshecho; { $count } servicio que cambió después quedó como está
   *[other] Deshecho; { $count } servicios que cambiaron después quedaron como están
}
