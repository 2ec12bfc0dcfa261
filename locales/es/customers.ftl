# Lista, búsqueda y ficha editable de clientes.

customers-new = Nuevo cliente
customers-search-placeholder = Nombre, correo, teléfono o RUT
customers-any-segment = Todos los segmentos
customers-any-status = Todos los estados
customers-any-owner = A cargo de cualquiera
customers-mine = Mis clientes
customers-tag = Etiqueta
customers-chip-tag = Etiqueta: { $tag }
customers-contact = Contacto
customers-services = Servicios
customers-spend = Gasto
customers-last-visit = Última visita
customers-show-all = Ver todos los clientes
customers-many = Más de { $count } clientes
customers-more-than = más de { $count }
customers-range = { $from }–{ $to } de { $total }
customers-too-many = Hay más clientes de los que caben en estas páginas. Agrega un filtro o busca por nombre para llegar a ellos.
customers-chip-r = Recencia { $score }
customers-chip-f = Frecuencia { $score }

customers-short-title = Escribe al menos tres letras o números
customers-short-text = Con menos, la búsqueda encontraría a casi todos.
customers-none-title = No encontramos a nadie así
customers-none-text = Revisa cómo está escrito o prueba con una parte del nombre, del correo o del teléfono.
customers-empty-title = Todavía no hay clientes
customers-empty-text = Agrega el primero. Si los tienes en un archivo, quien administra el servidor los carga con el comando «vinculo import».

customers-similar = Pocos coinciden tal cual. Abajo están también los nombres parecidos.
customers-why = Coincide: { $reasons }
customers-why-name = nombre
customers-why-email = correo
customers-why-phone = teléfono
customers-why-tax-id = RUT o documento
customers-why-similar = nombre parecido

segment-any = Con historial

customer-status-prospect = Prospecto
customer-status-active = Activo
customer-status-inactive = Inactivo
customer-status-blocked = Bloqueado
customer-kind = Tipo
customer-kind-person = Persona
customer-kind-company = Empresa

customers-created = Listo, agregamos al cliente.
customer-edit-title = Editar a { $name }
customer-who = Quién es
customer-reach = Cómo contactarlo
customer-relation = Relación con el negocio
customer-consents = Permisos para mensajes comerciales
customer-consents-text = Sin permiso no enviamos propuestas ni promociones por ese canal. Los avisos de un servicio contratado no lo necesitan.
customer-name = Nombre completo
customer-greeting = Saludo en los correos
customer-greeting-help = Por ejemplo: Sra. Rojas. Sin nada, los correos usan el primer nombre.
customer-legal-name = Razón social
customer-tax-id = RUT o documento
customer-birth-date = Fecha de nacimiento
customer-address = Dirección
customer-region = Región
customer-language = Idioma de los mensajes
customer-language-help = Con este idioma le escribimos.
customer-language-default = El del negocio
customer-phone-help = Con cualquier formato. Si es de otro país, empieza con +.
customer-owner = A cargo de
customer-no-owner = Nadie en particular
customer-source = Cómo llegó
customer-sector = Rubro
customer-website = Sitio web
customer-tags = Etiquetas
customer-tags-help = Separadas por comas.
customer-allow-shared-email = Guardar de todos modos: comparten el correo
customer-see = Ver a { $name }
customer-empty = vacío
customer-now = Ahora dice: { $value }
customer-overtaken-by = { $name } guardó cambios en esta ficha mientras la editabas ({ $at }).
customer-overtaken = Esta ficha cambió mientras la editabas ({ $at }).
customer-overtaken-text = Todavía no guardamos nada tuyo. Lo que no tocaste ya muestra los datos nuevos; donde los dos escribieron, abajo ves ambos valores. Revisa y vuelve a guardar.

channel-email = Correo
channel-whatsapp = WhatsApp
channel-sms = SMS
channel-call = Llamadas
customer-consent-given = Sí, acepta
customer-consent-refused = No acepta
customer-consent-withdrawn = Retiró su permiso
customer-consent-unknown = No le hemos preguntado

field-tax-id = No es un RUT o documento válido de ese país. Si es de otro país, indica el país.
field-tax-id-check = El dígito verificador no corresponde. Revisa si hay un número cambiado.
field-tax-id-placeholder = Este número no identifica a nadie. Déjalo vacío si no lo tienes.
field-tax-id-taken = Ya lo tiene otro cliente.
field-email-shared = Otros clientes tienen este correo. Si lo comparten, marca la casilla y guarda otra vez.
field-birth-date = Escribe una fecha entre 1900 y hoy.
field-tags = Hasta 20 etiquetas, de 40 letras como máximo cada una.
customer-untracked = No seguir sus clics ni aperturas
customer-untracked-help = Sus correos llevan enlaces directos y no se anota nada.
customer-untracked-yes = Sin seguimiento

customer-lookup-help = Escribe el nombre, el correo o el teléfono y elige de la lista.
customer-lookup-none = No encontramos a nadie así. Revisa cómo está escrito.
customer-lookup-choose = Elige a quién corresponde.
customer-lookup-found = Clientes que coinciden
customer-lookup-change = Cambiar
customer-lookup-short = Sigue escribiendo: hacen falta al menos tres letras o números.
