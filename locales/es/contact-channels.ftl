# Canales y personas de contacto de un cliente.

channels-title = Canales de contacto
channels-none = Aquí van otros correos, teléfonos y direcciones.
point-new = Agregar canal
point-edit = Editar canal
point-kind = Tipo
point-kind-email = Correo
point-kind-phone = Teléfono
point-kind-mobile = Celular
point-kind-address = Dirección
point-value = Correo, número o dirección
point-primary = Usar este primero
point-primary-help = De cada tipo hay uno solo.
point-is-primary = Principal
point-is-verified = Verificado
point-edit-this = Editar { $value }
point-delete-this = Eliminar { $value }
point-created = Listo, agregamos el canal.
point-deleted = Eliminamos el canal.
point-restored = Recuperamos el canal.
point-conflict = Otra persona cambió este canal mientras lo editabas. Ahora dice: { $now }. Si guardas, queda lo tuyo.
point-too-many = Este cliente ya tiene demasiados canales de contacto

people-title = Personas de la empresa
people-none = Agrega a quienes te atienden allí.
person-new = Agregar persona
person-edit = Editar persona
person-name = Nombre
person-role = Cargo
person-role-help = Por ejemplo: compras o administración.
person-edit-this = Editar a { $name }
person-delete-this = Eliminar a { $name }
person-created = Listo, agregamos a la persona.
person-deleted = Eliminamos a la persona.
person-restored = Recuperamos a la persona.
person-conflict = Otra persona cambió esta ficha mientras la editabas. Revisa los datos: si guardas, queda lo tuyo.
person-too-many = Esta empresa ya tiene demasiadas personas
