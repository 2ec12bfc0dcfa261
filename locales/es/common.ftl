# Palabras que usa más de una sección.

# Botones
save = Guardar
save-changes = Guardar cambios
cancel = Cancelar
confirm = Confirmar
close = Cerrar
edit = Editar
delete = Eliminar
remove = Quitar
search = Buscar
filter = Filtrar
filters-clear = Quitar filtros
filter-remove = (quitar este filtro)
send = Enviar
undo = Deshacer
retry = Reintentar
view-all = Ver todo
back = Volver
back-home = Ir al panel
begin-import = Importar mis clientes
begin-customers = Ver clientes
copy = Copiar

# Respuestas y estados
yes = Sí
no = No
none = Ninguno
all = Todos
optional = opcional
unknown = Sin dato
active = Activo
inactive = Inactivo
today = Hoy
yesterday = Ayer
saved = Guardado.
changes-saved = Listo, guardamos los cambios.

# Datos
name = Nombre
email = Correo
phone = Teléfono
city = Ciudad
date = Fecha
date-from = Desde
date-to = Hasta
amount = Monto
price = Precio
service = Servicio
category = Categoría
segment = Segmento
status = Estado
customer = Cliente
notes = Notas
created-at = Creado

count-customers = { $n ->
    [0] Ningún cliente
    [one] { $count } cliente
   *[other] { $count } clientes
}
count-services = { $n ->
    [0] Ningún servicio
    [one] { $count } servicio
   *[other] { $count } servicios
}
count-days = { $n ->
    [one] { $count } día
   *[other] { $count } días
}
days-ago = { $n ->
    [0] hoy
    [one] ayer
   *[other] hace { $count } días
}

# Segmentos RFM
segment-vip = VIP
segment-champions = Campeones
segment-loyal = Leales
segment-promising = Prometedores
segment-at_risk = En riesgo
segment-hibernating = Hibernando
segment-lost = Perdidos
segment-occasional = Ocasionales
segment-none = Sin historial
rfm-recency = Recencia
rfm-frequency = Frecuencia
rfm-monetary = Monto

# Roles
role-admin = Administración
role-sales = Ventas
role-staff = Atención

# Listas
pager-label = Páginas
pager-range = { $from }–{ $to } de { $total }
pager-prev = Página anterior
pager-next = Página siguiente
pager-page = Página { $n }
delta-up = sube
delta-down = baja
chart-as-table = Ver como tabla

# Avisos
toast-error = No pudimos completar eso. Inténtalo de nuevo en un momento.
toast-offline = Sin conexión. Revisa tu internet e inténtalo de nuevo.
banner-demo = Estás en el negocio de demostración: los clientes son inventados y los correos solo llegan a direcciones permitidas.
banner-pinned = La fecha de trabajo está fijada en el { $date }.
banner-catching-up = Estamos recalculando las cifras. Puede que algunas cambien en unos minutos.
banner-stale = El último servicio registrado es del { $date }. La recencia y los segmentos se calculan hasta hoy, así que puede faltar historial por cargar.

# Fechas
date-long = { $day } de { $month } de { $year }
date-weekday = { $weekday } { $day } de { $month }
date-month = { $month } de { $year }
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
month-short-1 = ene
month-short-2 = feb
month-short-3 = mar
month-short-4 = abr
month-short-5 = may
month-short-6 = jun
month-short-7 = jul
month-short-8 = ago
month-short-9 = sep
month-short-10 = oct
month-short-11 = nov
month-short-12 = dic
weekday-1 = lunes
weekday-2 = martes
weekday-3 = miércoles
weekday-4 = jueves
weekday-5 = viernes
weekday-6 = sábado
weekday-7 = domingo
