# Ajustes de los modelos que redactan propuestas

setup-title = Modelos de lenguaje
setup-budget = Presupuesto
setup-spent = Este mes van US$ { $cost }.
setup-monthly-budget = Presupuesto mensual (US$)
setup-monthly-budget-help = Al alcanzarlo, Vínculo hace las propuestas con tu historial hasta el mes siguiente. Vacío: sin límite.
setup-prices = Precios de los modelos
setup-prices-help = Una línea por modelo: comienzo del nombre, US$ por millón de tokens de entrada y de salida. * vale para los demás.
setup-voice = Voz
setup-voice-text = Los modelos escriben con esta voz y aprenden de los cambios que ustedes hacen a las propuestas (sin nombres).
setup-tone = Tono
setup-tone-help = Por ejemplo: cercano, de tú, sin exclamaciones.
setup-signature = Firma
setup-dos = Qué hacer
setup-donts = Qué evitar
setup-privacy = Qué se les cuenta
setup-anthropic-notes = Contar a Anthropic las notas del cliente
setup-openai-notes = Contar a OpenAI, DeepSeek o compatible las notas del cliente
setup-notes-help = Salen del negocio. Quitamos su nombre y sus contactos; lo demás va tal cual.
error-budget = Escribe un monto en dólares, por ejemplo 20 o 20,50.
error-prices = Hay una línea que no entendemos: cada una lleva un nombre y dos precios.
