# Importar clientes e historial de un archivo, y deshacerlo.
nav-imports = Importaciones
import-new = Importar un archivo
import-file = Archivo
import-file-help = CSV o Excel (XLSX), de clientes, de servicios o de los dos, hasta 200 MB. Antes de guardar nada verás qué va a pasar.
import-upload = Subir archivo
import-list = Importaciones anteriores
import-empty-title = Todavía no hay importaciones
import-empty-text = Sube un archivo con tus clientes o con los servicios que tomaron.
import-method = Reconocemos la codificación, el separador y la forma de fechas y montos. Las filas con errores no se importan: puedes descargarlas, corregirlas y volver a subirlas. Importar otra vez el mismo archivo no cambia nada, y cada importación se puede deshacer durante 90 días.
import-state = Estado
import-range = { $from }–{ $to } de { $total }
import-kind-customers = Clientes
import-kind-history = Servicios
import-kind-both = Clientes y servicios
import-state-uploading = Subiendo
import-state-reading = Leyendo el archivo
import-state-mapping = Falta indicar las columnas
import-state-checking = Probando
import-state-checked = Lista para importar
import-state-importing = Importando
import-state-done = Importada
import-state-undoing = Deshaciendo
import-state-undone = Deshecha
import-state-failed = No se pudo leer
import-rows = { $n ->
    [one] 1 fila
   *[other] { $count } filas
}
import-file-missing = Elige un archivo.
import-file-empty = El archivo no tiene filas.
import-file-too-long = El archivo pasa de 200 MB. Divídelo o comprímelo con gzip.
import-file-expands = El archivo se descomprime a mucho más de su tamaño y no lo abrimos. Guárdalo como CSV.
import-file-old = Es un Excel de formato antiguo (.xls). Guárdalo como XLSX o CSV.
import-file-unknown = No es un archivo CSV ni XLSX.
import-file-no-sheet = El archivo no tiene esa hoja, o no tiene filas.
import-file-broken = El archivo está dañado y no se puede leer.
import-upload-broken = La subida se cortó. Vuelve a intentarlo.
import-failure-internal = Este paso no se pudo completar y no quedó nada a medias. Vuelve a intentarlo; si se repite, revisa los trabajos.
import-failure-cancelled = Lo detuviste: no se guardó nada de este paso.
import-failure-columns = Faltan columnas obligatorias. Revisa qué es cada columna.
import-failure-retired = Uno de los campos de este archivo ya no se pregunta. Revisa qué es cada columna.
import-failure-erased = Se borró el archivo porque podía nombrar a una persona que pidió ser eliminada. Súbelo otra vez.
import-conflict = Esta importación ya está en otro paso. Vuelve a abrirla.
import-undo-too-late = De esta importación ya no se guarda lo necesario para deshacerla.
import-mapping-title = ¿Qué es cada columna?
import-header-line = Los títulos de las columnas están en la línea { $line }; lo que hay encima no se importa.
import-undated = Estas columnas parecen ser de servicios y no se importan: { $columns }. Para traer los servicios hacen falta el servicio, su fecha y su precio; si el archivo los trae, indica abajo qué columna es cada uno.
import-mapping-errors = Revisa las columnas
import-sheet = Hoja
import-sheet-help = El libro tiene varias hojas con filas y se importa una a la vez. Para otra, sube el archivo de nuevo.
import-sheet-read = Leer esta hoja
import-sheet-name = hoja «{ $name }»
import-columns = Columnas del archivo
import-columns-hint = Lo que elijas se recuerda para los archivos con las mismas columnas.
import-column = Columna
import-examples = Ejemplos
import-is = Es
import-is-column = Qué es la columna { $name }
import-leave-out = No importar
import-of-customers = Del cliente
import-of-history = Del servicio
import-order = ¿Cómo se leen las fechas?
import-order-dayfirst = Día primero: 03/07 es 3 de julio
import-order-monthfirst = Mes primero: 03/07 es 7 de marzo
import-order-help = Las fechas de esta columna se pueden leer de dos maneras.
import-decimal = ¿Cómo se leen los montos?
import-decimal-comma = 1.234,56: coma para los decimales
import-decimal-point = 1,234.56: punto para los decimales
import-source = Sistema de origen
import-source-help = Déjalo en blanco si todos tus archivos vienen del mismo sistema. Si los números de cliente de este archivo son de otro (una agenda, la caja), escribe su nombre, siempre el mismo: el cliente 7 de un sistema no es el cliente 7 de otro.
import-sources = Usados antes: { $names }
import-columns-missing = Falta indicar: { $columns }
import-columns-repeated = Dos columnas no pueden ser lo mismo: { $columns }
import-check = Probar sin guardar
import-discard = Descartar archivo
import-discard-title = ¿Descartar este archivo?
import-discard-text = No se importó nada de él. Podrás volver a subirlo.
import-discarded = Descartamos el archivo.
import-run = Importar
import-change-columns = Cambiar columnas
import-see-customers = Ver clientes
import-see-history = Ver historial
import-another = Subir otro archivo
import-cancel = Detener
import-cancelling = Lo estamos deteniendo: no quedará nada a medias.
import-over = Ya había terminado.
import-progress-waiting = En espera de su turno
import-progress-rows = { $done } filas leídas
import-progress-rows-of = { $done } de { $total } filas leídas
import-progress-comparing = Comparando las filas con lo guardado
import-progress-trying = Probando qué pasaría con las filas
import-progress-trying-of = { $done } de { $total } filas probadas
import-progress-storing = Guardando las filas
import-progress-storing-of = { $done } de { $total } filas guardadas
import-progress-refused = Apartando las filas con errores
import-progress-taking_back = Devolviendo cada registro a lo que era
import-trial = Qué pasaría al importar
import-trial-hint = Es una prueba: todavía no se guarda nada.
import-trial-said = Lo que dijo la prueba
import-changes = Clientes que cambiarían
import-changed-what = Dato
import-changed-before = Ahora
import-changed-after = Después
import-shown-of = Se muestran los primeros { $shown } de { $total }.
import-report = Qué se importó
import-figure-read = Filas
import-figure-created = Nuevos
import-figure-updated = Cambiados
import-figure-customers-created = Clientes nuevos
import-figure-customers-updated = Clientes cambiados
import-figure-services-created = Servicios nuevos
import-figure-services-updated = Servicios cambiados
import-figure-unchanged = Filas sin cambios
import-figure-no-visits = Sin visita (canceladas, no asistió)
import-figure-rejected = Con errores
import-by-trial = Según la prueba
import-customers = { $n ->
    [one] 1 cliente
   *[other] { $count } clientes
}
import-services = { $n ->
    [one] 1 servicio
   *[other] { $count } servicios
}
import-kept = { $n ->
    [one] En 1 fila se respeta lo que alguien cambió o borró a mano.
   *[other] En { $count } filas se respeta lo que alguien cambió o borró a mano.
}
import-renamed = { $n ->
    [one] 1 persona cambiaría su nombre por otro del todo distinto. ¿Los números son del mismo sistema de origen?
   *[other] { $count } personas cambiarían su nombre por otro del todo distinto. ¿Los números son del mismo sistema de origen?
}
import-alike = { $n ->
    [one] 1 persona parece estar ya entre tus clientes (el mismo RUT, o el mismo nombre con el mismo correo o teléfono) y quedaría dos veces. Después la encontrarás en Duplicados.
   *[other] { $count } personas parecen estar ya entre tus clientes (el mismo RUT, o el mismo nombre con el mismo correo o teléfono) y quedarían dos veces. Después las encontrarás en Duplicados.
}
import-alike-made = { $n ->
    [one] 1 persona parece estar dos veces desde entonces.
   *[other] { $count } personas parecen estar dos veces desde entonces.
}
import-warning-no_email = { $n ->
    [one] 1 valor no sirve para escribirle a nadie; se guarda como está.
   *[other] { $count } valores no sirven para escribirle a nadie; se guardan como están.
}
import-warning-no_phone = { $n ->
    [one] 1 valor no es un teléfono que se pueda llamar; se guarda como está.
   *[other] { $count } valores no son teléfonos que se puedan llamar; se guardan como están.
}
import-warning-check_digit = { $n ->
    [one] 1 valor tiene mal el dígito verificador; se guarda como está.
   *[other] { $count } valores tienen mal el dígito verificador; se guardan como están.
}
import-warning-no_year = { $n ->
    [one] 1 fecha viene sin el año; esa fecha no se guarda, el resto de la fila sí.
   *[other] { $count } fechas vienen sin el año; esas fechas no se guardan, el resto de cada fila sí.
}
import-warning-no_owner = { $n ->
    [one] 1 valor no es el nombre ni el correo de una sola persona del equipo; ese cliente queda a cargo de quien estaba.
   *[other] { $count } valores no son el nombre ni el correo de una sola persona del equipo; esos clientes quedan a cargo de quien estaban.
}
import-warning-no_kind = { $n ->
    [one] 1 valor no se reconoce: puede decir Persona o Empresa. No se guarda; el resto de la fila sí.
   *[other] { $count } valores no se reconocen: pueden decir Persona o Empresa. No se guardan; el resto de cada fila sí.
}
import-warning-no_status = { $n ->
    [one] 1 valor no se reconoce: puede decir Prospecto, Activo, Inactivo o Bloqueado. No se guarda; el resto de la fila sí.
   *[other] { $count } valores no se reconocen: pueden decir Prospecto, Activo, Inactivo o Bloqueado. No se guardan; el resto de cada fila sí.
}
import-warning-no_tag = { $n ->
    [one] En 1 fila hay etiquetas que no se guardan: caben hasta 20, de 40 letras como máximo cada una. El resto de la fila sí.
   *[other] En { $count } filas hay etiquetas que no se guardan: caben hasta 20, de 40 letras como máximo cada una. El resto de cada fila sí.
}
import-warning-line = línea { $line } «{ $value }»
import-refused = { $n ->
    [one] 1 fila con errores
   *[other] { $count } filas con errores
}
import-refused-hint = No se importan. Descárgalas, corrígelas y sube ese archivo.
import-refused-download = Descargar filas con errores
# In the name of the file that is downloaded: letters and hyphens.
import-refused-ending = por-corregir
import-line = Línea
import-why = Motivo
import-preview = Primeras filas
import-preview-hint = Así quedarían.
import-yes = Sí
import-no = No
import-reason-missing = Falta el dato
import-reason-date = «{ $value }» no es una fecha
import-reason-date_far = «{ $value }» está demasiado lejos: revisa el año
import-reason-money = «{ $value }» no es un monto
import-reason-money_precise = «{ $value }» tiene más decimales que la moneda
import-reason-money_large = «{ $value }» es demasiado grande
import-reason-negative = «{ $value }» es negativo
import-reason-flag = «{ $value }» no es ni sí ni no
import-reason-number = «{ $value }» no es un número
import-reason-choice = «{ $value }» no es una de las opciones
import-reason-choice_of = «{ $value }» no es una de las opciones, que son: { $other }
import-reason-long = Es demasiado largo
import-reason-tags = «{ $value }»: son demasiadas etiquetas, o alguna es demasiado larga
import-reason-contradicts = «{ $value }» contradice la fecha { $other }
import-reason-no_visit = «{ $value }», pero está en el historial: bórralo si no hubo visita
import-reason-repeated = Repite el número de la línea { $value }
import-reason-same_person = Es la misma persona de la línea { $value }
import-reason-unknown = Ningún cliente de este origen tiene el número { $value }
import-reason-unknown_own = No hay ningún cliente con el número { $value } en Vínculo
import-reason-encoding = Tiene caracteres que no se pueden leer
import-reason-width = Tiene { $value } columnas en vez de { $other }
import-reason-width_one = Tiene { $value } columna en vez de { $other }
import-reason-nul = Tiene un carácter nulo
import-field-vinculo_id = Número en Vínculo
import-field-customer_id = Número de cliente
import-field-name = Nombre
import-field-surname = Apellido
import-field-second_surname = Segundo apellido
import-field-created_at = Cliente desde
import-field-id = Número de la venta o visita
import-field-service_type = Categoría
import-field-service_name = Servicio
import-field-service_date = Fecha del servicio
import-field-price_paid = Precio pagado
import-field-season = Estación
import-field-year = Año
import-field-status = Estado de la reserva
import-undo = Deshacer importación
import-undo-title = ¿Deshacer toda la importación?
import-undo-text = Se borra lo que la importación creó y lo que cambió vuelve a ser lo que era: clientes, permisos, servicios y todas las cifras.
import-undo-customers-deleted = { $n ->
    [one] Hasta 1 cliente se borra: quien ya tiene algo más, queda
   *[other] Hasta { $count } clientes se borran: quien ya tiene algo más, queda
}
import-undo-customers-restored = { $n ->
    [one] 1 cliente vuelve a lo que era
   *[other] { $count } clientes vuelven a lo que eran
}
import-undo-services-deleted = { $n ->
    [one] 1 servicio se borra
   *[other] { $count } servicios se borran
}
import-undo-services-restored = { $n ->
    [one] 1 servicio vuelve a lo que era
   *[other] { $count } servicios vuelven a lo que eran
}
import-undo-used = Un cliente que ya tiene otros datos (una propuesta, una factura, una actividad, otros servicios) no se borra; después verás cuáles.
import-undo-edited = { $n ->
    [one] 1 registro fue editado después de la importación. Queda como está.
   *[other] { $count } registros fueron editados después de la importación. Quedan como están.
}
import-undo-edited-many = Más de { $count } registros fueron editados después de la importación. Quedan como están.
import-undo-more = { $n ->
    [one] y 1 más
   *[other] y { $count } más
}
import-undo-more-many = y más de { $count } más
import-edited-what = Qué cambió después
import-edited-fields = Cambió: { $fields }
import-edited-by-import = Lo cambió otra importación: { $file }
import-undo-edited-too = Deshacer también lo editado después
import-undo-edited-help = Se pierde lo que se editó en los mismos datos que la importación cambió, y se borran los registros editados que ella creó.
import-undo-now = Deshacer
import-undone-rows = { $n ->
    [one] Se deshizo 1 registro.
   *[other] Se deshicieron { $count } registros.
}
import-left = { $n ->
    [one] 1 registro quedó como está
   *[other] { $count } registros quedaron como están
}
import-left-hint = La importación se deshizo en todo lo demás.
import-record = Registro
import-table-customers = Cliente
import-table-service_history = Servicio tomado
import-table-services = Servicio del catálogo
import-left-edited = Alguien lo editó después
import-left-lost = Su cliente o servicio de antes ya no existe
import-left-tax_id_taken = Su RUT o documento de antes ahora es de otro cliente
import-left-used-activities = Tiene actividades
import-left-used-opportunities = Tiene oportunidades
import-left-used-messages = Tiene mensajes
import-left-used-proposals = Tiene propuestas
import-left-used-campaign_members = Está en una campaña
import-left-used-invoices = Tiene facturas
import-left-used-service_history = Tiene otros servicios
import-left-used-consents = Tiene otros permisos
import-left-used-contacts = Tiene personas de contacto
import-left-used-contact_points = Tiene otros datos de contacto
import-left-used-customer_merges = Se fusionó con otra ficha
import-left-used-proposal_items = Está en una propuesta
import-left-used-other = Tiene otros datos
job-imports-read = Leer un archivo
job-imports-undo = Deshacer una importación
job-imports-forget = Olvidar archivos importados de hace más de 90 días
audit-import-undone = Deshizo la importación
