# El menú, la barra superior y los atajos de teclado.
nav-dashboard = Panel
nav-activities = Actividades
nav-call-list = Para llamar hoy
nav-customers = Clientes
nav-history = Historial
nav-invoices = Facturas
nav-reports = Informes
nav-segments = Segmentos RFM
nav-opportunities = Oportunidades
nav-proposals = Propuestas
nav-messages = Mensajes
nav-services = Catálogo
nav-settings = Ajustes
nav-users = Usuarios
nav-keys = Claves de API
nav-connections = Conexiones
nav-webhooks = Webhooks
nav-jobs = Trabajos
nav-audit = Auditoría
nav-account = Mi cuenta
nav-logout = Cerrar sesión
nav-login = Iniciar sesión
nav-group-sales = Ventas
nav-group-admin = Administración

skip-to-content = Saltar al contenido
menu-label = Menú principal
menu-mobile-label = Accesos rápidos
menu-open = Abrir el menú
menu-close = Cerrar el menú
menu-more = Más
crumbs-label = Dónde estás

find-label = Buscar clientes por nombre, correo o teléfono
find-placeholder = Buscar


shortcuts-title = Atajos de teclado
shortcut-search = Buscar en todo
shortcut-search-here = Buscar en esta lista
shortcut-save = Guardar o enviar el formulario
shortcut-escape = Cerrar ventanas y menús
shortcut-help = Ver esta ayuda
shortcut-single-keys = Usar atajos de una sola tecla
shortcut-neighbours = Siguiente y anterior de la lista
