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
