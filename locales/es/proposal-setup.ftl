# Ajustes de los modelos que redactan propuestas

models-title = Modelos de lenguaje
models-budget = Presupuesto
models-spent = Este mes van US$ { $cost }.
models-monthly-budget = Presupuesto mensual (US$)
models-monthly-budget-help = Al alcanzarlo, Vínculo hace las propuestas con tu historial hasta el mes siguiente. Vacío: sin límite.
models-prices = Precios de los modelos
models-prices-help = Una línea por modelo: comienzo del nombre, US$ por millón de tokens de entrada y de salida. * vale para los demás.
models-voice = Voz
models-voice-text = Los modelos escriben con esta voz y aprenden de los cambios que ustedes hacen a las propuestas (sin nombres).
models-tone = Tono
models-tone-help = Por ejemplo: cercano, de tú, sin exclamaciones.
models-signature = Firma
models-dos = Qué hacer
models-donts = Qué evitar
models-privacy = Qué se les cuenta
models-anthropic-notes = Contar a Anthropic las notas del cliente
models-openai-notes = Contar a OpenAI, DeepSeek o compatible las notas del cliente
models-notes-help = Salen del negocio. Quitamos su nombre y sus contactos; lo demás va tal cual.
error-budget = Escribe un monto en dólares, por ejemplo 20 o 20,50.
error-prices = Hay una línea que no entendemos: cada una lleva un nombre y dos precios.
models-parallel-calls = Propuestas a la vez
models-parallel-calls-help = Cuántas de una campaña se piden juntas al motor externo, según lo que permita el proveedor (1 a 16).
error-parallel-calls = Escribe un número entre 1 y 16.
audit-field-parallel_calls = Propuestas a la vez
