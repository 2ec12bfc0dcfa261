# La búsqueda en todo: la paleta de Ctrl+K y su página.
search-label = Buscar clientes, servicios, propuestas y páginas
search-placeholder = Nombre, teléfono, servicio, página…
search-open = Buscar en todo
search-results = Resultados
search-count = { $n ->
    [one] { $count } resultado
   *[other] { $count } resultados
}
search-none-title = No encontramos nada así
search-none-text = Revisa cómo está escrito o prueba con una parte del nombre, del correo o del teléfono.
search-create = Crear cliente «{ $q }»
search-all-customers = Ver en la lista ({ $count } clientes)
search-group-recent = Lo último que abriste
search-group-customers = Clientes
search-group-services = Servicios
search-group-proposals = Propuestas
search-group-pages = Páginas
search-similar = Nombre parecido
search-inactive = Ya no se ofrece
search-key-move = elegir
search-key-open = abrir
search-key-close = cerrar

# Cómo más llama la gente a las páginas, entre comas: no se muestran.
place-words-dashboard = inicio, resumen, cifras
place-words-activities = tareas, agenda, pendientes, notas
place-words-call-list = llamadas, atrasados, seguimiento
place-words-customers = exportar, fichas, personas, contactos
place-words-deleted = eliminados, borrados, recuperar, restaurar
place-words-history = visitas, atenciones, servicios tomados
place-words-duplicates = repetidos, fusionar, unir
place-words-invoices = cobros, vencidas, pagos, boletas, deudas
place-words-reports = reportes, ventas, ingresos, estadísticas
place-words-segments = umbrales, cortes, rfm, grupos
place-words-thresholds = umbrales, rfm
place-words-proposals = ofertas, sugerencias
place-words-opportunities = negocios, embudo, ventas
place-words-campaigns = promociones, envíos masivos
place-words-messages = correos, bandeja, enviados
place-words-services = servicios, precios, tarifas
place-words-imports = importar, subir, cargar, excel, csv, planilla, archivo
place-words-settings = configuración, preferencias, moneda, empresa
place-words-users = equipo, permisos, roles, invitar
place-words-keys = acceso, programas, tokens
place-words-connections = integraciones, correo, smtp
place-words-doctor = doctor, respaldo, copia, revisión
place-words-jobs = procesos, cola
place-words-audit = registro, cambios, bitácora
place-words-account = contraseña, perfil, idioma
place-words-sessions = dispositivos, conectados
