# The endpoints that hear of changes, what is sent to them and how they fared.
webhooks-intro = Tell other programs when something changes here. Every event is signed and tried again for up to three days.
webhooks-new = New endpoint
webhooks-edit = Edit endpoint
webhooks-create = Create endpoint
webhooks-empty-title = Nobody is told yet
webhooks-empty-text = Add the address of another program, and it hears at once of customers, sales and payments.
webhooks-endpoint = Endpoint
webhooks-name-help = To recognise it later, for example “Warehouse”.
webhooks-url = Address
webhooks-url-help = Begins with https://. It cannot lead to a private network.
webhooks-url-invalid = Enter a whole address, for example https://example.com/events.
webhooks-url-https = The address has to begin with https://.
webhooks-url-private = That address leads to this machine or a private network.
webhooks-events = Events
webhooks-events-help = If you tick none, all are sent, also those that are added later.
webhooks-all-events = All events
webhooks-event-count = { $n ->
    [one] { $count } type of event
   *[other] { $count } types of events
}
webhooks-waiting = Waiting
webhooks-failed = Failed
webhooks-last = Last result
webhooks-never = Nothing sent
webhooks-active = Active
webhooks-paused = Paused
webhooks-resting = Resting
webhooks-gone = Switched off
webhooks-gone-text = The endpoint answered that it is gone (410), so we stopped sending. What happens meanwhile waits for 90 days: resume it when it is back.
webhooks-paused-text = New events wait here and go out once you resume it.
webhooks-not-active = This endpoint is not active. Resume it first.
webhooks-overtaken = Somebody else changed this endpoint while you edited it. Look again, and save once more if yours should hold.
webhooks-saved = The endpoint is saved.
webhooks-secret = Secret
webhooks-secret-title = The secret of “{ $name }”
webhooks-secret-once = Copy it now: it is not shown again.
webhooks-secret-help = The other program checks the signature of each event with it (Standard Webhooks).
webhooks-secret-rotated = { $n ->
    [one] The secret before signs too for { $count } hour, so that you have time to change it.
   *[other] The secret before signs too for { $count } hours, so that you have time to change it.
}
webhooks-to-endpoint = Go to the endpoint
webhooks-test = Send a test
webhooks-test-taken = The endpoint took the test.
webhooks-test-refused = The endpoint did not take the test: { $why }
webhooks-pause = Pause
webhooks-pause-done = “{ $name }” is paused.
webhooks-resume = Resume
webhooks-resume-done = “{ $name }” is told of changes again.
webhooks-rotate = Change the secret
webhooks-rotate-title = Change the secret?
webhooks-rotate-text = You see the new one only once. The present one signs too for another 24 hours.
webhooks-delete-title = Delete “{ $name }”?
webhooks-delete-text = It goes with its log and cannot be brought back.
webhooks-delete-done = The endpoint “{ $name }” is deleted.
webhooks-created = Created
webhooks-old-secret = The secret before is valid until
webhooks-log = Deliveries
webhooks-log-hint = Kept for 90 days
webhooks-log-tabs = Deliveries by state
webhooks-log-empty-title = No deliveries
webhooks-log-empty-text = Here you see each event, what the endpoint answered, and when it is tried again.
webhooks-event = Event
webhooks-attempts = Attempts
webhooks-attempts-hint = Newest first
webhooks-noted = Noted
webhooks-when = When
webhooks-outcome = Result
webhooks-answer = Answer
webhooks-next = The next attempt is on { $at }.
webhooks-no-attempt-title = Not tried yet
webhooks-no-attempt-text = It goes out in a few seconds if the endpoint is active.
webhooks-body = Content
webhooks-body-hint = What the endpoint gets
webhooks-newest = Back to the newest
webhooks-older = Older
webhooks-replay = Send again
webhooks-replay-all = Send the failed again
webhooks-replay-title = Send the failed again?
webhooks-replay-text = Each failed event goes out again with the same identifier.
webhooks-replayed = { $n ->
    [0] There are no failed deliveries.
    [one] { $count } event goes out again.
   *[other] { $count } events go out again.
}
webhooks-under-way = That event is on its way already.
delivery-waiting = Waiting
delivery-delivered = Delivered
delivery-failed = Failed
delivery-tab-all = All
delivery-tab-waiting = Waiting
delivery-tab-delivered = Delivered
delivery-tab-failed = Failed
delivery-answered = Answered { $status }
delivery-no-answer = No answer: { $error }
delivery-unknown = Broke off; it may have arrived
wire-cliente-creado = Customer created
wire-cliente-actualizado = Customer edited
wire-cliente-eliminado = Customer deleted
wire-factura-emitida = Invoice issued
wire-factura-anulada = Invoice cancelled
wire-pago-recibido = Payment received
wire-pago-anulado = Payment taken back
wire-actividad-creada = Activity created
wire-actividad-completada = Activity completed
wire-oportunidad-creada = Opportunity created
wire-oportunidad-movida = Opportunity moved to another stage
wire-oportunidad-ganada = Opportunity won
wire-oportunidad-perdida = Opportunity lost
wire-propuesta-enviada = Proposal sent
wire-prueba-enviada = Test
