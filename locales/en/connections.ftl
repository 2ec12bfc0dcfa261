# What lies outside: whether it answers, and which address to copy.
connections-intro = See whether each outside service answers, and copy the addresses that you are asked for.
connections-check = Test
connections-off = Not set up
connections-unchecked = Not tested
connections-ok = Answers
connections-bad = Does not answer
connections-not-set-up = This connection is not set up, so there is nothing to test.
connections-answers = { $name }: it answers.
connections-silent = { $name }: it does not answer. Below you see what it said.
connections-checked-ok = Answered in { $ms } ms
connections-checked-bad = Did not answer well
connections-last-error = Last error
connections-address = Address
connections-address-for-brevo = Address to enter at Brevo
connections-exchange-out = Exchange where we publish changes
connections-exchange-in = Exchange where we read invoices and payments
connections-manage-webhooks = Manage webhooks
connections-broker-lines = { $n ->
    [0] No line is open now.
    [one] { $count } line is open now.
   *[other] { $count } lines are open now.
}
connections-endpoints = { $active } of { $all } endpoints are active.
connections-last-report = The last report came on { $at }.
connection-smtp = Mail (SMTP)
connection-smtp-text = Mail leaves here. The test connects and signs in, and sends nothing. Variable: SMTP_URL.
connection-brevo = Reports from Brevo
connection-brevo-text = Brevo reports deliveries, bounces and complaints here. The test calls that address as Brevo would. Variable: WEBHOOK_TOKEN.
connection-remote = Outside proposals service
connection-remote-text = Writes proposals outside Vínculo. The test asks whether it is awake. Variables: MCP_SERVER_URL and MCP_API_KEY.
connection-anthropic = Anthropic
connection-anthropic-text = Language model. The test asks for the list of models, which costs nothing. Variable: ANTHROPIC_API_KEY.
connection-openai = OpenAI, DeepSeek and compatible
connection-openai-text = Language model. The test asks for the list of models, which costs nothing. Variables: OPENAI_API_KEY or DEEPSEEK_API_KEY.
connection-rabbitmq = RabbitMQ
connection-rabbitmq-text = Publishes each change, and reads another system's invoices and payments. The test opens a line and closes it. Variable: RABBITMQ_URL.
connection-webhooks = Webhooks
connection-webhooks-text = Events to other programs. The test sends a test event to each active endpoint.
