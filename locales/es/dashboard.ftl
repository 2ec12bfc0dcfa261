# Panel

dashboard-new-customer = Nuevo cliente
dashboard-with-history = { $n ->
    [one] { $count } con historial
   *[other] { $count } con historial
}
dashboard-without-history = { $n ->
    [one] { $count } sin historial
   *[other] { $count } sin historial
}
dashboard-month = Este mes
dashboard-month-revenue = Ingresos del mes
dashboard-month-services = Servicios del mes
dashboard-month-ticket = Ticket promedio del mes
dashboard-active = Vinieron hace poco
dashboard-active-hint = en los últimos { $n } días
dashboard-all-services = Servicios en total
dashboard-vs-last-month = vs. mes pasado
dashboard-vs-year-before = vs. hace un año
dashboard-revenue = Ingresos
dashboard-services = Servicios
dashboard-share = % del total
dashboard-services-by-month = Servicios por mes
dashboard-month-column = Mes
dashboard-now = Mes en curso
dashboard-twelve-months = 12 meses
dashboard-year-before = Año anterior
dashboard-chart-title = Los últimos 12 meses, mes a mes
dashboard-chart-point = { $month }, con { $figure }
dashboard-chart-desc = El mejor mes fue { $most }; el más bajo, { $least }.
dashboard-categories = Por categoría
dashboard-top = Los más pedidos de siempre
dashboard-top-month = Los más pedidos este mes
dashboard-none-yet = Todavía no hay servicios este mes.
dashboard-empty-title = Aún no hay servicios registrados
dashboard-empty-text = Cuando cargues el historial o agregues el primer servicio en la ficha de un cliente, aquí verás cómo va el negocio.

first-steps = Primeros pasos
first-step-done = Listo
first-step-open = Pendiente
first-step-business = Datos del negocio
first-step-business-text = La dirección que llevan tus correos, el país y el idioma.
first-step-customers = Importar mis clientes
first-step-customers-text = Desde una planilla de Excel o un archivo CSV.
first-step-mail = Conectar el correo
first-step-mail-text = Sin él, los mensajes esperan y no sale ninguno.
first-step-team = Invitar al equipo
first-step-team-text = Cada persona con su propia cuenta y su rol.
