# Páginas de error: qué pasó y qué hacer ahora.
error-title-403 = No tienes acceso aquí
error-title-404 = No encontramos esa página
error-title-409 = Esto cambió mientras tanto
error-title-429 = Demasiados intentos seguidos
error-title-503 = Un problema pasajero
error-title-500 = Algo falló de nuestro lado
error-title-400 = No pudimos leer lo que enviaste
error-request-id = Código para pedir ayuda: { $id }

error-not-found = Puede que el enlace esté incompleto o que la ficha ya no exista.
error-sign-in-needed = Inicia sesión para seguir.
error-forbidden = Tu rol no incluye esta sección. Si la necesitas para tu trabajo, pídesela a quien administra la cuenta.
error-foreign-form = La página estuvo abierta demasiado tiempo y por seguridad no guardamos el cambio. Vuelve atrás, recarga la página y envíalo otra vez.
error-too-many = Espera un minuto antes de volver a intentarlo.
error-unavailable = La base de datos no responde. Espera unos segundos y vuelve a cargar la página.
error-internal = Lo que ya habías guardado sigue a salvo. Inténtalo de nuevo; si se repite, avísanos con el código de abajo.
error-too-large = Lo que enviaste es demasiado grande. Divídelo en partes más pequeñas.
error-method = Esa dirección no se puede abrir de esta forma.
error-invalid = Faltan datos o no tienen el formato esperado. Vuelve atrás y revísalos.
error-conflict = Alguien cambió esto antes que tú. Vuelve a la ficha para ver la versión actual y repite tu cambio si todavía hace falta.

# Una sesión que terminó con un formulario a medias
session-over-title = Tu sesión terminó
session-over-text = No guardamos el cambio. Copia lo que quieras conservar, inicia sesión y envíalo otra vez.
session-over-field = Lo que enviaste en «{ $name }»
session-over-sign-in = Iniciar sesión

# Errores de un campo
field-required = Completa este dato.
field-email = Escribe un correo válido, por ejemplo ana@ejemplo.cl.
field-phone = Escribe un teléfono válido, por ejemplo +56 9 1234 5678.
field-number = Escribe un número.
field-date = Escribe una fecha válida.
field-too-long = Es demasiado largo.
field-choice = Elige una de las opciones.
form-errors = Revisa estos datos antes de guardar
