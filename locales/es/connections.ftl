# Lo que está afuera: si responde y qué dirección copiar.
connections-intro = Revisa si responde cada servicio externo y copia las direcciones que te piden.
connections-check = Probar
connections-off = Sin configurar
connections-unchecked = Sin probar
connections-ok = Responde
connections-bad = No responde
connections-not-set-up = Esta conexión no está configurada, así que no hay nada que probar.
connections-answers = { $name }: responde.
connections-silent = { $name }: no responde. Abajo verás lo que dijo.
connections-checked-ok = Respondió en { $ms } ms
connections-checked-bad = No respondió bien
connections-last-error = Último error
connections-address = Dirección
connections-address-for-brevo = Dirección para ingresar en Brevo
connections-exchange-out = Exchange donde publicamos los cambios
connections-exchange-in = Exchange donde leemos facturas y pagos
connections-manage-webhooks = Administrar webhooks
connections-broker-lines = { $n ->
    [0] Ninguna línea abierta ahora.
    [one] { $count } línea abierta ahora.
   *[other] { $count } líneas abiertas ahora.
}
connections-endpoints = { $active } de { $all } destinos están activos.
connections-last-report = El último informe llegó el { $at }.
connection-smtp = Correo (SMTP)
connection-smtp-text = Por aquí sale el correo. La prueba se conecta e inicia sesión, sin enviar nada. Variable: SMTP_URL.
connection-brevo = Informes de Brevo
connection-brevo-text = Brevo avisa aquí de entregas, rebotes y quejas. La prueba llama a esa dirección como lo haría Brevo. Variable: WEBHOOK_TOKEN.
connection-remote = Servicio externo de propuestas
connection-remote-text = Escribe propuestas fuera de Vínculo. La prueba pregunta si está despierto. Variables: MCP_SERVER_URL y MCP_API_KEY.
connection-anthropic = Anthropic
connection-anthropic-text = Modelo de lenguaje. La prueba pide la lista de modelos, que no cuesta. Variable: ANTHROPIC_API_KEY.
connection-openai = OpenAI, DeepSeek y compatibles
connection-openai-text = Modelo de lenguaje. La prueba pide la lista de modelos, que no cuesta. Variables: OPENAI_API_KEY o DEEPSEEK_API_KEY.
connection-rabbitmq = RabbitMQ
connection-rabbitmq-text = Publica cada cambio y lee facturas y pagos de otro sistema. La prueba abre una línea y la cierra. Variable: RABBITMQ_URL.
connection-webhooks = Webhooks
connection-webhooks-text = Avisos a otros programas. La prueba envía un aviso de prueba a cada destino activo.
