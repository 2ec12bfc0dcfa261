# La descripción de las API para personas: /docs

docs-title = API para otros programas
docs-lead = Todo lo que un programa puede leer y escribir aquí. Con una clave en «Authorize» puede probar cada llamada desde esta página.
docs-keys = Crear una clave
docs-no-script = Esta página necesita JavaScript. El mismo contenido, para programas, está en openapi.json.
docs-field = Valor
docs-close = Cerrar
