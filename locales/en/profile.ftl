# A customer's page: who they are, what they are worth, what happened.

profile-since = Customer since { $date }.
profile-registered = On record since { $date }.
profile-no-history = No services on record yet.
profile-last-visit = Last visit { $ago }
profile-propose = Generate proposal
profile-facts = Details
profile-audit = Audit log of this customer
profile-edit = Edit details
profile-whatsapp = Write on WhatsApp
profile-legal-name = Legal name
profile-tax-id = Tax id
profile-address = Address
profile-place = Location
profile-birthday = Date of birth
profile-owner = Owner
profile-website = Website
profile-sector = Sector
profile-segment-label = Own segment
profile-credit-limit = Credit limit
profile-source = Came through
profile-record = Record created
profile-tags = Tags
profile-consents = Contact permissions

reason-spend = { $amount } spent
range-m1 = under { $from }
range-m2 = { $from } to { $to }
range-m3 = { $from } or more

profile-favourites = Favourite categories
profile-favourites-none = They appear with the first service.
profile-months = Visits per month, 24 months
profile-months-label = { $n ->
    [0] Visits per month over the last 24 months: none
    [one] Visits per month over the last 24 months: { $count } in all
   *[other] Visits per month over the last 24 months: { $count } in all
}
profile-month = Month

profile-value = Customer value
profile-spend = Total spend
profile-services = Services
profile-visits = { $n ->
    [one] on { $count } visit
   *[other] on { $count } visits
}
profile-visits-head = Visits
profile-ticket = Average ticket
profile-6-months = Services in 6 months
profile-in-180-days = { $n ->
   *[other] { $count } in the last 180 days
}
profile-since-first = As a customer
profile-from = since { $date }
profile-recency = Last visit

profile-activity = Activity
profile-newest = Latest services
profile-whole-history = See the whole history
profile-upcoming = { $n ->
    [one] { $count } service with a future date: it counts when its day comes.
   *[other] { $count } services with a future date: they count when their day comes.
}
profile-empty-title = No services yet
profile-empty-text = Add the first one, and this page begins to show what they like, how often they come and what they are worth.

timeline-all = All
timeline-services = Services
timeline-notes = Notes
timeline-messages = Messages
timeline-proposals = Proposals
timeline-consents = Permissions
timeline-empty = Nothing has happened with this customer yet. The first note can be yours.
timeline-empty-tab = Nothing to show here.
timeline-older = See earlier
timeline-newest = Back to the newest
timeline-note-by = Note by { $author }
timeline-call-by = Call by { $author }
timeline-meeting-by = Meeting by { $author }
timeline-email-by = E-mail by { $author }
timeline-task-by = Task by { $author }
timeline-sale-by = Sale by { $author }
timeline-payment-by = Payment by { $author }
timeline-message-queued = Message queued
timeline-message-sending = Message on its way
timeline-message-sent = Message sent
timeline-message-held = Message held
timeline-message-refused = Message refused
timeline-message-uncertain = Message with uncertain delivery
timeline-message-discarded = Message discarded
timeline-event-delivered = Mail delivered
timeline-event-opened = Opened a mail
timeline-event-clicked = Clicked in a mail
timeline-event-bounced = A mail bounced
timeline-event-complained = Marked a mail as spam
timeline-proposal-generating = Proposal being prepared
timeline-proposal-ready = Proposal ready for review
timeline-proposal-approved = Proposal approved
timeline-proposal-scheduled = Proposal scheduled
timeline-proposal-queued = Proposal queued
timeline-proposal-sent = Proposal sent
timeline-proposal-held = Proposal held
timeline-proposal-refused = Proposal not sent
timeline-proposal-uncertain = Proposal with uncertain delivery
timeline-proposal-cancelled = Proposal cancelled
timeline-proposal-failed = Proposal that could not be generated
timeline-consent = { $channel }: { $state }

consent-state-given = agrees to commercial messages
consent-state-refused = does not agree to commercial messages
consent-state-withdrawn = withdrew consent
consent-state-unknown = not asked yet
consent-how-import = with imported data
consent-how-batch = noted for several at once
consent-how-form = noted on the record
consent-how-unsubscribe_link = through the unsubscribe link
consent-how-complaint = through a spam complaint
profile-previous = Previous of the list
profile-next = Next of the list
profile-in-list = In the list
