# Administración: usuarios, trabajos y auditoría

copied = Copiado
users-count = { $n ->
    [one] { $count } persona
   *[other] { $count } personas
}
users-invite = Invitar a alguien
users-invite-text = Recibirá un enlace para elegir su contraseña. Sirve una sola vez y vence en 24 horas.
users-invite-button = Invitar
users-role = Rol
users-role-choose = Elige un rol
users-role-help = Atención ve y edita clientes. Ventas además hace propuestas y ve montos totales. Administración puede todo.
users-last-sign-in = Último ingreso
users-never = Nunca
users-you = (tú)
users-state-active = Activo
users-state-invited = Invitado
users-state-disabled = Desactivado
users-details = Datos
users-access = Acceso
users-audit = Ver lo que ha hecho en la auditoría
users-invited-text = Todavía no elige su contraseña. Si perdió el enlace o venció, crea otro: el anterior deja de servir.
users-link-text = Si olvidó su contraseña, crea un enlace para que elija otra. La actual sirve hasta que lo use.
users-link-new = Crear un enlace nuevo
users-link-title = Enlace de un solo uso
users-invited-done = Invitaste a { $name }
users-link-done = Enlace nuevo para { $name }
users-link-hand-over = Hazlo llegar a { $email } por un medio seguro. Quien lo abra elige la contraseña.
users-link-once = Cópialo ahora: no se vuelve a mostrar. Vence en 24 horas y sirve una sola vez.
users-back = Volver a usuarios
users-disable = Desactivar el acceso
users-disable-title = ¿Desactivar el acceso de { $name }?
users-disable-text = Sus sesiones se cierran al instante y sus enlaces dejan de servir. Lo que hizo se conserva, y puedes devolverle el acceso.
users-disabled-text = No puede entrar. Si le devuelves el acceso, entra con la contraseña que tenía.
users-enable = Devolver el acceso
users-disabled-done = { $name } ya no puede entrar.
users-enabled-done = { $name } puede entrar de nuevo.
users-disabled-no-link = Esta persona tiene el acceso desactivado. Devuélvele el acceso antes de crear un enlace.
users-not-oneself = No puedes quitarte el acceso a ti. Pídelo a otra persona que administre.
users-email-taken = Otra persona ya usa este correo.
users-last-admin = Es la única persona que administra. Antes, dale ese rol a alguien más.
