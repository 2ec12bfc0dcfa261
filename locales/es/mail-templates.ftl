# Plantillas del correo de una propuesta: su página en Ajustes y lo que se dice de ellas en una propuesta.

proposal-template-failed = La plantilla «{ $name }» no se puede completar con esta propuesta: el correo usa la de Vínculo. Quien administra el sistema puede corregirla en Ajustes.
proposal-template-failed-sent = Su plantilla no se pudo completar: el correo se armó con la de Vínculo.
