# Plantillas del correo de una propuesta: su página en Ajustes y lo que se dice de ellas en una propuesta.

proposal-template-failed = La plantilla «{ $name }» no se puede completar con esta propuesta: el correo usa la de Vínculo. Quien administra el sistema puede corregirla en Ajustes.
proposal-template-failed-sent = Su plantilla no se pudo completar: el correo se armó con la de Vínculo.

templates-title = Plantillas del correo
templates-text = Cómo se arma el correo de una propuesta, por segmento e idioma.
templates-chosen = Qué plantilla se usa
templates-chosen-hint = una campaña puede elegir otra
templates-all = Todas las plantillas
templates-empty-title = Aún no hay plantillas
templates-empty-text = Sin ellas, los correos se arman con la de Vínculo: texto, servicios, oferta y botón.
template-new = Nueva plantilla
template-newest = La actual
template-version = Versión { $number }
template-versions = Versiones
template-archived = Archivada
template-archive = Archivar
template-unarchive = Recuperar
template-restore = Volver a esta versión
template-restored = La versión { $number } vuelve a ser la actual; las demás siguen aquí.
template-any-segment = Cualquier segmento
template-the-programs = La de Vínculo
template-as-any = La de cualquier segmento
template-by-default = Usarla siempre para este segmento e idioma
template-by-default-badge = En uso
template-by-default-help = Sin esto, solo la usan las campañas que la elijan.
template-default-taken = Ya hay otra plantilla en uso para este segmento e idioma: quítale esa marca o archívala.
template-for-campaigns = Para campañas
template-language-help = Vale para los correos en este idioma.
template-body = Texto de la plantilla
template-body-help = Deja una línea en blanco entre párrafos. El correo no lleva HTML. Las campañas en marcha siguen con la versión que había cuando se iniciaron.
template-variables = Qué se puede usar
template-variables-text = Entre llaves dobles. Los tres últimos son bloques: van solos en su línea y Vínculo les da forma.
template-var-name = Cómo se saluda al cliente; puede faltar
template-var-subject = El asunto de la propuesta
template-var-body = El texto de la propuesta, con saludo y despedida
template-var-services = Lista con nombre y precio; puede estar vacía
template-var-offer = Con titulo, porcentaje y hasta; puede faltar
template-var-booking = Si hay enlace de reservas, para usar en una condición
template-var-organisation = El nombre del negocio
template-var-segment = vip, champions, loyal, promising, at_risk, hibernating, lost, occasional o none, para usar en una condición
template-var-signature = La firma de Ajustes; puede faltar
template-block-services = Los servicios con sus precios
template-block-offer = La oferta en un recuadro
template-block-booking = El botón para reservar
template-if-text = Lo que puede faltar va dentro de una condición; una lista se recorre línea por línea.
template-example = Ejemplo
template-if-example = {"{%"} if oferta %{"}"}
    Solo hasta el {"{{"} oferta.hasta {"}}"}: {"{{"} oferta.porcentaje {"}}"}.
    {"{%"} endif %{"}"}

    {"{%"} for s in servicios %{"}"}
    - {"{{"} s.nombre {"}}"}: {"{{"} s.precio {"}}"}
    {"{%"} endfor %{"}"}
template-sample = Mostrarla con
template-sample-full = Un ejemplo que lo tiene todo
template-sample-bare = Un ejemplo sin oferta, servicios, botón ni firma
template-example-name = Camila
template-preview-button = Ver vista previa
template-no-preview = Sin vista previa
template-changed-meanwhile = Otra persona guardó esta plantilla mientras la editabas. Lo que escribiste sigue aquí; si guardas de nuevo vale lo tuyo, y su versión queda en la lista.
template-problem-line = Línea { $line }:
template-problem-syntax = falta cerrar algo o está mal escrito.
template-problem-forbidden = aquí solo caben variables, condiciones (if) y listas (for), sin multiplicar.
template-problem-undefined = «{ $code }» no existe o puede faltar.
template-problem-unknown = «{ $code }» usa una función que no hay.
template-problem-not_text = «{ $code }» no es un texto.
template-problem-too_long = el correo sale demasiado largo.
template-problem-misplaced = cada bloque va solo en una línea del texto.
template-problem-empty = el resultado queda vacío.
template-problem-other = «{ $code }» no se puede completar.
template-problem-lacks = Pasa cuando falta: { $lacks }.
template-lacks-offer = la oferta
template-lacks-services = los servicios
template-lacks-booking = el enlace de reservas
template-lacks-name = el nombre
template-lacks-signature = la firma

# El correo de prueba a uno mismo
trial-send = Enviarme una prueba
trial-mark = [Prueba]
trial-queued = Te enviamos una prueba a { $email }.
trial-held = La prueba para { $email } quedó retenida en Mensajes: no hay un servidor de correo configurado.
message-kind-trial = Correo de prueba
audit-type-template = Plantilla
audit-template-archived = Archivó la plantilla
audit-template-created = Creó la plantilla
audit-template-restored = Volvió a una versión anterior de la plantilla
audit-template-unarchived = Recuperó la plantilla
audit-template-updated = Editó la plantilla
audit-field-by_default = En uso siempre
audit-field-restored_version = Versión

# La plantilla de una variante de una campaña
campaign-template = Plantilla
campaign-template-help = Vale para quienes reciben correos en su idioma; los demás, según su segmento.
campaign-template-own = Según el segmento
proposal-template-failed-fixed = La plantilla «{ $name }», fijada al iniciar la campaña, no se puede completar con esta propuesta: el correo usa la de Vínculo.
