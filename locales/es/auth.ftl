# Entrar y salir, primera puesta en marcha, mi cuenta.

login-title = Iniciar sesión
login-button = Entrar
login-failed = El correo o la contraseña no coinciden.
login-page-old = Esta página estuvo abierta demasiado tiempo. Escribe tus datos otra vez.
login-throttled = Demasiados intentos. Espera unos 15 minutos y vuelve a probar.
login-forgotten = ¿Olvidaste tu contraseña? Pide un enlace nuevo a quien administra el sistema.
logout-done = Cerraste la sesión.

password = Contraseña
password-new = Contraseña nueva
password-current = Contraseña actual
password-repeat = Repite la contraseña
password-save = Guardar contraseña
password-saved = Guardamos tu contraseña.
password-help = Al menos { $n } caracteres. Una frase larga es más segura y fácil de recordar.

setup-title = Primera puesta en marcha
setup-intro = Crea tu usuario y cuéntanos de tu negocio. Todo se puede cambiar después, salvo la moneda cuando ya haya montos.
setup-you = Tú
setup-organisation = Tu negocio
setup-button = Empezar
setup-done = Todo listo. Te damos la bienvenida.
your-name = Tu nombre
organisation-name = Nombre del negocio
country = País
currency = Moneda
currency-help = No se puede cambiar cuando ya hay montos registrados.
time-zone = Zona horaria

country-CL = Chile
country-AR = Argentina
country-CO = Colombia
country-ES = España
country-MX = México
country-PE = Perú
country-US = Estados Unidos
country-UY = Uruguay

invite-title = Elige tu contraseña
reset-title = Nueva contraseña
link-for = Para { $email }
link-used = Este enlace ya se usó o venció. Pide uno nuevo a quien administra el sistema.
setup-link-used = Este enlace ya se usó o venció. Si nadie ha hecho aún la configuración inicial, vuelve a iniciar el programa: mostrará uno nuevo.

account-preferences = Preferencias
language = Idioma
language-es = Español
language-en = Inglés
language-browser = El del navegador
theme = Apariencia
theme-auto = Como el dispositivo
theme-light = Clara
theme-dark = Oscura
account-sessions = Sesiones
account-sessions-text = ¿Dejaste la sesión abierta en otro computador o teléfono? Mira dónde está abierta y ciérrala desde aquí.
account-sessions-show = Ver mis sesiones
account-sessions-list-text = Dónde está abierta tu cuenta. Si no reconoces una, ciérrala y cambia tu contraseña.
account-sessions-end-all = Cerrar todas, también esta
account-sessions-ended-all = Se cerraron todas tus sesiones.
session-device = Dispositivo
session-device-both = { $browser } en { $system }
session-device-unknown = Dispositivo desconocido
session-seen = Visto por última vez
session-since = Abierta desde
session-here = Esta sesión
session-end = Cerrar
account-sessions-end = Cerrar las otras sesiones
account-sessions-ended = { $n ->
    [0] No había otras sesiones abiertas.
    [one] Cerramos una sesión.
   *[other] Cerramos { $count } sesiones.
}

error-email = Escribe un correo válido, como nombre@ejemplo.cl.
error-required = Falta completar este campo.
error-country = Elige un país de la lista.
error-currency = Elige una moneda de la lista.
error-time-zone = Elige una zona horaria de la lista.
error-password-short = Es muy corta: usa al menos 10 caracteres.
error-password-long = Es demasiado larga: usa 200 caracteres como máximo.
error-password-differs = Las dos contraseñas no son iguales.
error-password-wrong = Esta no es tu contraseña actual.
