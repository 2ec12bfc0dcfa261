# Lista, búsqueda y ficha editable de clientes.

customers-new = Nuevo cliente
customers-search-placeholder = Nombre, correo, teléfono o RUT
customers-any-segment = Todos los segmentos
customers-any-status = Todos los estados
customers-any-owner = A cargo de cualquiera
customers-mine = Mis clientes
customers-tag = Etiqueta
customers-chip-tag = Etiqueta: { $value }
customers-contact = Contacto
customers-services = Servicios
customers-spend = Gasto
customers-last-visit = Última visita
customers-show-all = Ver todos los clientes
customers-many = Más de { $count } clientes
customers-more-than = más de { $count }
customers-range = { $from }–{ $to } de { $total }
customers-too-many = Hay más clientes de los que caben en estas páginas. Agrega un filtro o busca por nombre para llegar a ellos.
customers-chip-r = Recencia { $value }
customers-chip-f = Frecuencia { $value }

customers-short-title = Escribe al menos tres letras o números
customers-short-text = Con menos, la búsqueda encontraría a casi todos.
customers-none-title = No encontramos a nadie así
customers-none-text = Revisa cómo está escrito o prueba con una parte del nombre, del correo o del teléfono.
customers-empty-title = Todavía no hay clientes
customers-empty-text = Agrega el primero, o importa un archivo con los que ya tienes.

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
customer-segment-label = Segmento propio
customer-segment-label-help = Una palabra de ustedes o de otro sistema, aparte del segmento calculado.
customer-credit-limit = Límite de crédito
customer-credit-limit-help = Lo más que puede deber, en la moneda del negocio. Vacío: sin límite; con 0 no tiene crédito.
customer-credit-amount = Escribe un monto, por ejemplo 500.000.
customer-credit-negative = Un límite no puede ser negativo.
customer-credit-decimals = Esta moneda no tiene tantos decimales.
customer-credit-large = Es más de lo que podemos anotar.
customer-source = Cómo llegó
customer-sector = Rubro
customer-website = Sitio web
customer-tags = Etiquetas
customer-tags-help = Separadas por comas.
customer-allow-alike = Guardar de todos modos: es otra persona
customer-allow-shared-email = Guardar de todos modos: comparten el correo
customer-see = Ver a { $name }
opens-in-tab = (se abre en otra pestaña)
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
field-alike = Ya hay alguien muy parecido. Revisa si es la misma persona.
field-email-shared = Otros clientes tienen este correo. Si lo comparten, marca la casilla y guarda otra vez.
field-erased = Alguien con este dato pidió que borráramos sus datos. Si volvió por su cuenta, marca la casilla y guarda otra vez.
customer-allow-erased = La persona volvió y quiere que guardemos sus datos
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
field-greeting = Solo un nombre o tratamiento, como «Sra. Rojas»: sin enlaces, precios ni teléfonos.

# Filtros, columnas y planilla.
customers-nobodys = De nadie en particular
customers-owner-disabled = { $name } (acceso desactivado)
customers-choice-gone = { $value } (ya no existe)
customers-more-filters = Más filtros
customers-unread-money = No entendimos este monto.
customers-unread-number = No entendimos este número.
customers-unread-date = No entendimos esta fecha.
customers-unread-choice = No entendimos esta opción.
customers-unread = No entendimos todos los filtros, y la lista no toma en cuenta lo siguiente: { $filters }.
customers-unread-drop = Quitar lo que no entendimos
customers-apply = Aplicar
customers-any = Cualquiera
customers-from = Desde
customers-to = Hasta
customers-away = Sin venir hace (días)
customers-category = Se atendió en
customers-consent = Permiso
customers-has-late = Atrasado en su ritmo
customers-late-since = Atrasado en su ritmo desde
customers-has-overdue = Debe algo ya vencido
customers-own-number = N.º en Vínculo
customers-first-visit = Primera visita
customers-overdue = Deuda vencida
customers-consent-email = Permiso por correo
customers-consent-whatsapp = Permiso por WhatsApp
customers-consent-sms = Permiso por SMS
customers-consent-call = Permiso para llamar
customers-created-at = Ficha creada
customers-own-fields = Otros datos
customers-columns = Columnas
customers-columns-which = Qué mostrar de cada cliente
customers-columns-usual = Las de siempre
customers-columns-apply = Mostrar
customers-export = Exportar
customers-export-columns = Con estas columnas
customers-export-all = Con todos los datos
customers-export-every = Una planilla con todos los clientes de la lista
customers-export-some = { $n ->
    [one] Una planilla con { $count } cliente
   *[other] Una planilla con los { $count } clientes
}
customers-chip-owner = A cargo de { $value }
customers-chip-m = Monto { $value }
customers-chip-city = Ciudad: { $value }
customers-chip-source = Llegó por: { $value }
customers-chip-category = Se atendió en: { $value }
customers-chip-spend_from = Gasto desde { $value }
customers-chip-spend_to = Gasto hasta { $value }
customers-chip-services_from = Servicios desde { $value }
customers-chip-services_to = Servicios hasta { $value }
customers-chip-last_from = Última visita desde el { $value }
customers-chip-last_to = Última visita hasta el { $value }
customers-chip-away = Sin venir hace { $value } días
customers-chip-overdue = Con deuda vencida
customers-chip-late = Atrasado en su ritmo
customers-chip-first_from = Primera visita desde el { $value }
customers-chip-first_to = Primera visita hasta el { $value }
customers-chip-own = { $name }: { $value }
customers-chip-own-from = { $name } desde { $value }
customers-chip-own-to = { $name } hasta { $value }
customers-chip-own-day-from = { $name } desde el { $value }
customers-chip-own-day-to = { $name } hasta el { $value }

# Listas guardadas.
view-label = Listas guardadas
view-everybody = Todos
view-save = Guardar lista
view-save-text = Guarda los filtros, las columnas y el orden que estás viendo.
view-name = Nombre de la lista
view-share = Para todo el equipo
view-is-shared = del equipo
view-is-own = solo tuya
view-menu = Opciones de la lista { $name }
view-update = Actualizar «{ $name }»
view-default-use = Empezar con esta lista
view-default-stop = No empezar más con esta lista
view-delete = Eliminar la lista
view-saved = Lista guardada.
view-deleted = Lista eliminada.
view-restored = La lista está de vuelta.
view-default-on = De ahora en adelante, Clientes se abre con esta lista.
view-default-off = Clientes se abre otra vez con todos.
view-name-needed = Ponle un nombre a la lista.
view-name-long = El nombre puede tener hasta 40 letras.
view-name-taken = Ya hay una lista con ese nombre. Elige otro.
view-changed = La lista guardada cambió mientras mirabas esta: no se actualizó, y tus filtros siguen aquí. Ábrela en su pestaña, o actualízala otra vez para que quede como la tuya.
view-too-many = Ya tienes demasiadas listas guardadas. Elimina alguna primero.

# Cambios a varios clientes a la vez.
batch-list = Cambios a varios
batch-none-title = Todavía no hay cambios
batch-none-text = En la lista de clientes, marca a varios y elige «Cambiar…».
batch-stop = Detener y deshacer
batch-title-unknown = Cambio de otra versión del programa
batch-count-changed = La lista cambió mientras la mirabas: ahora son otros. Revisa cuántos son y vuelve a confirmar.
batch-new = Cambiar varios clientes
batch-select = Elegir a { $name }
batch-select-all = Elegir a todos los de esta página
batch-next = Cambiar…
batch-these = Los elegidos
batch-all = { $n ->
    [one] El único de la lista
   *[other] Los { $count } de la lista
}
batch-all-many = Todos los de la lista
# The script puts the number in the place of #.
batch-picked-one = 1 elegido
batch-picked-many = # elegidos
batch-whom = A quiénes
batch-export = Exportar los elegidos
batch-nobody-title = No elegiste a nadie
batch-nobody-text = Vuelve a la lista y marca a quienes quieras cambiar.
batch-back = Volver a la lista
batch-who = { $n ->
    [one] Se cambiará { $count } cliente
   *[other] Se cambiarán { $count } clientes
}
batch-what = Qué cambiar
batch-tag = Poner una etiqueta
batch-untag = Quitar una etiqueta
batch-tag-name = Etiqueta
batch-assign = Dejar a cargo de alguien
batch-consent = Anotar un permiso
batch-consent-what = Qué dijeron
batch-choose = Elige uno
batch-proof = Cómo consta
batch-proof-help = Dónde y cuándo lo dijeron, por ejemplo: formulario de la feria del 12 de octubre.
batch-proof-needed = Escribe cómo consta que lo dijeron.
batch-delete = Eliminar
batch-delete-text = Dejan de aparecer; sus servicios y facturas se conservan. Se puede deshacer.
batch-do = Hacer el cambio
batch-action-needed = Elige qué cambiar.
batch-begun = El cambio está en marcha.
batch-title-tag = Poner la etiqueta «{ $tag }»
batch-title-untag = Quitar la etiqueta «{ $tag }»
batch-title-assign = Dejar a cargo de { $owner }
batch-title-assign-nobody = Dejar sin nadie a cargo
batch-title-consent = Permiso ({ $channel }): { $state }
batch-title-delete = Eliminar clientes
batch-by = { $name }, { $at }
batch-state-collecting = Reuniendo a los clientes…
batch-state-working = Haciendo el cambio…
batch-state-done = Listo
batch-other-count = La lista cambió antes de empezar: ahora hay { $found } en vez de { $expected }. No se cambió nada; elige otra vez.
batch-state-undoing = Deshaciendo…
batch-undone-at = Deshecho el { $at }
batch-progress = { $settled } de { $total }
batch-outcome-done = { $n ->
    [one] { $count } cliente cambiado
   *[other] { $count } clientes cambiados
}
batch-outcome-deleted = { $n ->
    [one] { $count } cliente eliminado
   *[other] { $count } clientes eliminados
}
batch-outcome-same = { $n ->
    [one] { $count } ya estaba así
   *[other] { $count } ya estaban así
}
batch-outcome-gone = { $n ->
    [one] { $count } ya no estaba
   *[other] { $count } ya no estaban
}
batch-outcome-full = { $n ->
    [one] { $count } no tiene espacio para otra etiqueta
   *[other] { $count } no tienen espacio para otra etiqueta
}
batch-outcome-withdrawn = { $n ->
    [one] { $count } dijo que no o retiró su permiso: solo puede darlo por su cuenta
   *[other] { $count } dijeron que no o retiraron su permiso: solo pueden darlo por su cuenta
}
batch-outcome-undone = { $n ->
    [one] { $count } quedó como antes
   *[other] { $count } quedaron como antes
}
batch-outcome-changed = { $n ->
    [one] { $count } cambió después: quedó como está
   *[other] { $count } cambiaron después: quedaron como están
}
batch-outcome-taken = { $n ->
    [one] { $count } no volvió: otro cliente tiene ahora su RUT o documento
   *[other] { $count } no volvieron: otro cliente tiene ahora su RUT o documento
}
batch-outcome-alike = { $n ->
    [one] { $count } sigue en la papelera: alguien con sus mismos datos pidió que se borraran
   *[other] { $count } siguen en la papelera: alguien con sus mismos datos pidió que se borraran
}
batch-outcome-erasing = { $n ->
    [one] { $count } no volvió: alguien pidió que se borraran sus datos
   *[other] { $count } no volvieron: alguien pidió que se borraran sus datos
}
batch-left = Quedaron como estaban
batch-why-full = Tiene ya 20 etiquetas
batch-why-withdrawn = Dijo que no o retiró su permiso
batch-why-changed = Alguien lo cambió después
batch-why-taken = Otro cliente tiene su RUT o documento
batch-why-alike = Alguien con sus mismos datos pidió que se borraran: revisa antes de restaurarlo
batch-why-erasing = Alguien pidió que se borraran sus datos
batch-undo-title = ¿Deshacer este cambio?
batch-undo-text = Cada cliente vuelve a como estaba antes. Los que alguien cambió después quedan como están.
customers-list-end = Es el último de la lista.
customers-list-begin = Es el primero de la lista.

# Las etiquetas de todos los clientes.
tags-text = Cambia el nombre de una etiqueta, une dos que son la misma o quítala de todos.
tags-search = Buscar una etiqueta
tags-empty-title = Todavía no hay etiquetas
tags-empty-text = Se ponen en la ficha de cada cliente, o a varios a la vez desde la lista.
tags-none-title = Ninguna etiqueta se llama así
tags-none-text = Revisa cómo está escrita.
tags-range = { $from }–{ $to } de { $total }
tags-capped = Ves las { $count } etiquetas más usadas.
tags-edit = Cambiar
tags-edit-which = Cambiar la etiqueta «{ $tag }»
tags-edit-filter = Cambiar esta etiqueta
tags-alike = Se escriben casi igual
tags-alike-text = Solo cambian las mayúsculas o las tildes.
tags-alike-merge = Unir con «{ $tag }» ({ $customers })
tags-rename = Cambiar el nombre o unir con otra
tags-new-name = Nuevo nombre
tags-new-name-help = Si ya hay una etiqueta con ese nombre, las dos se unen. Antes de hacerlo verás a cuántos clientes afecta.
tags-same = Ya se llama así.
tags-review = Revisar
tags-will-rename = «{ $from }» pasa a llamarse «{ $to }» ({ $customers }).
tags-will-merge = «{ $to }» ya existe: al unirlas, «{ $from }» desaparece.
tags-merge-by-now = Mientras tanto alguien empezó a usar ese nombre, así que ahora se unirían dos etiquetas. Revisa y vuelve a confirmar.
tags-both = Con las dos
tags-after = Quedarán con «{ $tag }»
tags-near = Ya hay una que se escribe casi igual:
tags-views-follow = Estas listas guardadas usan la etiqueta y cambian con ella:
tags-views-empty = Estas listas guardadas usan la etiqueta y quedarían sin clientes:
tags-views-others = { $n ->
    [one] ({ $count } de otra persona)
   *[other] ({ $count } de otras personas)
}
tags-drafts-follow = Borradores de campaña que usan la etiqueta y cambian con ella:
tags-drafts-empty = Borradores de campaña que usan la etiqueta y quedarían sin clientes:
tags-do-rename = Cambiar el nombre
tags-do-merge = Unir las etiquetas
tags-remove = Quitar de todos
tags-remove-text = { $n ->
    [one] La etiqueta se quita a { $count } cliente. Se puede deshacer.
   *[other] La etiqueta se quita a { $count } clientes. Se puede deshacer.
}
tags-gone = Nadie tiene ya esa etiqueta.
field-tag = Hasta 40 caracteres, sin comas ni punto y coma.
batch-title-retag = Cambiar la etiqueta «{ $from }» por «{ $to }»
batch-followed = { $n ->
    [one] { $count } lista guardada cambió con la etiqueta.
   *[other] { $count } listas guardadas cambiaron con la etiqueta.
}
batch-followed-drafts = { $n ->
    [one] { $count } borrador de campaña cambió con la etiqueta.
   *[other] { $count } borradores de campaña cambiaron con la etiqueta.
}
batch-still = Todavía con «{ $tag }»: { $customers }

# La papelera: clientes eliminados.
deleted-title = Papelera
deleted-link = Papelera
deleted-look = Buscar en la papelera
deleted-intro = Quiénes están en la papelera, desde cuándo y por quién. Restaurar devuelve al cliente con todo lo suyo.
deleted-search = Nombre, correo o teléfono
deleted-when = Eliminado
deleted-by = Quién lo eliminó
deleted-restore = Restaurar
deleted-restore-of = Restaurar a { $name }
deleted-restore-anyway = Restaurar de todas formas
deleted-privacy-of = Datos personales de { $name }
deleted-became = Fusionado con { $name }
deleted-restored = El cliente está de vuelta.
deleted-newest = Los últimos
deleted-older = Anteriores
deleted-all = Ver toda la papelera
deleted-empty-title = La papelera está vacía
deleted-empty-text = Cuando se elimine a alguien, aparecerá aquí y podrás restaurarlo.
deleted-none-title = Sin resultados
deleted-none-text = Prueba con otra parte del nombre, del correo o del teléfono. Quien pidió que se borraran sus datos no aparece.
deleted-page-title = Este cliente fue eliminado
deleted-page-on = Se eliminó el { $date }.
deleted-page-became = Se fusionó con otra ficha:
deleted-page-ask = Si fue un error, pide a quien administra la cuenta que lo restaure.
deleted-being-erased = Alguien pidió que se borren sus datos y está en marcha: no se puede restaurar.
deleted-erasing = Se están borrando sus datos
deleted-refused = No se restauró y nada cambió.
deleted-tax-id-taken = Su RUT o documento lo tiene ahora otro cliente:
deleted-tax-id-way = Corrige esa ficha y vuelve a intentarlo.
deleted-email-taken = Su correo lo tiene ahora:
deleted-person-erased = Alguien con el mismo correo, teléfono, RUT o documento pidió que se borraran sus datos. Restáuralo solo si es otra persona o si lo pide.
