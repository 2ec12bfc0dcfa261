# Proposals: the list, the page of one, and the panel on the profile.

proposal-state-generating = Generating
proposal-state-ready = To review
proposal-state-approved = Approved
proposal-state-scheduled = In a campaign
proposal-state-queued = Sending
proposal-state-sent = Sent
proposal-state-held = Held
proposal-state-refused = Not sent
proposal-state-uncertain = Uncertain
proposal-state-cancelled = Cancelled
proposal-of-campaign = Of the campaign
proposal-state-failed = Failed

proposals-any-state = Every state
proposals-by = Who
proposals-range = { $from }–{ $to } of { $total }
proposals-more-than = more than { $n }
proposals-none-title = No proposal in this state
proposals-none-text = Try another state or remove the filter.
proposals-empty-title = No proposals yet
proposals-empty-text = Open a customer and generate the first one: in seconds you have recommendations and a mail to review.

proposal-for = Proposal for { $name }
proposal-profile = View profile
proposal-generated = Generated on { $at } in { $seconds } s by: { $engine }.
proposal-send = Send by mail
proposal-send-now = Send now
proposal-send-title = Send the proposal?
proposal-send-text = The mail goes to { $name }, at { $email }. After sending it you have 10 seconds to undo.

proposal-generating-title = We are preparing the proposal
proposal-generating-text = It usually takes a few seconds. You can leave this page: the proposal is made all the same, and you will find it in the list.
proposal-waiting-title = The proposal is still waiting
proposal-waiting-text = The process that prepares them is busy or stopped. The proposal moves on as soon as it is back; there is no need to stay on this page.
proposal-refresh = Refresh
proposal-cancelled-text = It was cancelled before it was ready. You can ask for another one whenever you like.
proposal-failure-deadline = More than 30 seconds passed without a result. Try again.
proposal-failure-internal = Something failed on our side. Try again; if it keeps happening, tell whoever runs the system.
proposal-failure-discarded = The message of this proposal was discarded and will not be sent.

proposal-fallback-not_configured = The outside service is not configured; Vínculo made this proposal from your history.
proposal-fallback-timed_out = The outside service took too long; Vínculo made this proposal from your history.
proposal-fallback-unreachable = We could not reach the outside service; Vínculo made this proposal from your history.
proposal-fallback-unavailable = The outside service is not available now; Vínculo made this proposal from your history.
proposal-fallback-unauthorised = The outside service refused our key; Vínculo made this proposal from your history. Tell whoever runs the system.
proposal-fallback-unknown_customer = The outside service does not know this customer; Vínculo made this proposal from your history.
proposal-fallback-other_customer = The outside service answered about somebody else: its recommendations are used, but the words are Vínculo’s, from this customer’s history.
proposal-fallback-invalid = The outside service did not accept the question; Vínculo made this proposal from your history.
proposal-fallback-unreadable = We could not read the outside service's answer; Vínculo made this proposal from your history.
proposal-fallback-empty = The outside service had nothing to say; Vínculo made this proposal from your history.
proposal-fallback-refused = The model declined to answer; Vínculo made this proposal from your history.
proposal-fallback-truncated = The model's answer was cut off; Vínculo made this proposal from your history.
proposal-fallback-rate_limited = The model received too many questions in a row; Vínculo made this proposal from your history.
proposal-fallback-unpaid = The model's account has no balance; Vínculo made this proposal from your history. Tell whoever runs the system.
proposal-fallback-spend_limit = The model's account reached its spend limit; Vínculo made this proposal from your history. Tell whoever runs the system.
proposal-fallback-unknown_model = The vendor no longer has that model; Vínculo made this proposal from your history. Tell whoever runs the system.
proposal-fallback-over_budget = This month's budget for models is used up; Vínculo made this proposal from your history. Whoever runs the system can raise it in Settings.

proposal-insights = What we know
proposal-recommendations = Recommendations
proposal-recommendations-hint = with their confidence, from 0 to 100
proposal-confidence = Confidence of { $n } percent
proposal-evidence = Taken in { $k } of { $n } similar cases, within 90 days
proposal-evidence-first = Taken by { $k } of { $n } customers on their first visit
proposal-top-up = Added by Vínculo
proposal-remove-item = Remove { $name }
proposal-no-items = No recommendations left: the mail will have the text and the offer alone.
proposal-not-in-catalogue = Not in your catalogue
proposal-not-in-catalogue-text = The outside service named them, but they are not among your services. They are left out of the mail.

proposal-mail = The mail
proposal-preview = Preview of the mail
proposal-text-version = Plain text version
proposal-to = To
proposal-subject = Subject
proposal-body = Text
proposal-body-help = Leave a blank line between paragraphs. Services, prices and the offer are added below by themselves.
proposal-percent = Discount (%)
proposal-percent-help = { $n ->
    [0] This segment gets no discounts.
   *[other] Up to { $count } for this segment; 0 for no offer.
}
proposal-percent-limit = { $n ->
    [0] This segment gets no discounts: write 0.
   *[other] Write a number from 0 to { $count }, the most for this segment.
}
proposal-valid-until = Valid until
proposal-valid-until-range = Choose a date between today and a year from now.
proposal-offer-title = Title of the offer
proposal-lowered = We lowered the discount to the most allowed
proposal-contradiction = The text says { $named } and the offer is { $offer }. Check it before you send.
proposal-item-price = It now costs { $now } in the catalogue; the mail says { $then }. Generate another proposal or remove it.
proposal-item-inactive = No longer offered. Remove it before sending.
proposal-edit-customer = Edit customer
proposal-message = View the message

proposal-not-ready = This proposal can no longer be changed: see which state it is in.
proposal-changed-meanwhile = Somebody else changed this proposal while you were editing. What you typed is still here: look at the preview and save again if yours is to count.
proposal-queued = Done: the mail leaves in 10 seconds.
proposal-queued-held = Saved to be sent, but it does not leave yet: it will be held under Messages until somebody releases it.
proposal-will-be-held = This mail does not leave yet: it will be held under Messages until somebody releases it.
proposal-already-queued = This proposal is on its way already; we did not send it again.
proposal-undo = Undo sending
proposal-undone = We took it back. The proposal is still here for you to change.
proposal-undo-late = Too late to undo: the mail is on its way.

proposal-outcome-queued = The mail for { $email } is about to leave.
proposal-outcome-sent = Sent to { $email }.
proposal-outcome-held = The mail for { $email } is held until somebody releases it.
proposal-outcome-refused = The mail for { $email } could not be sent.
proposal-outcome-uncertain = We do not know whether the mail for { $email } arrived: somebody has to decide whether to send it again.

proposal-obstacle-no_address = It cannot be sent: this customer has no mail address.
proposal-obstacle-invalid_address = It cannot be sent: this customer's mail address is not valid.
proposal-obstacle-suppressed = It cannot be sent: this address bounced or complained.
proposal-obstacle-unsubscribed = It cannot be sent: somebody at this address unsubscribed. If they say yes now, record it on the profile.
proposal-obstacle-customer_blocked = It cannot be sent: the customer is blocked.
proposal-obstacle-customer_deleted = It cannot be sent: the customer is no more.
proposal-obstacle-consent_unknown = It cannot be sent: nobody has asked this customer whether they want mails.
proposal-obstacle-consent_refused = It cannot be sent: this customer did not want mails.
proposal-obstacle-consent_withdrawn = It cannot be sent: this customer asked to get no more mails.
proposal-obstacle-over_cap = It cannot be sent: they got the most commercial messages of 30 days.
proposal-obstacle-prefers_less = It cannot be sent yet: this customer asked for fewer messages.

proposal-customer-blocked = This customer is blocked: nothing is offered or sent to them.
proposal-panel-empty = No proposal has been made yet.
proposal-generate = Generate proposal
proposal-open = Open proposal
proposal-untitled = Proposal without text

# In the mail
proposal-mail-why-contact = You receive this e-mail because { $organisation } has your address among its contacts.
proposal-mail-discount = { $percent } off
proposal-mail-valid-until = Valid until { $date }.
proposal-mail-book = Book my visit

proposal-call = Model { $model }: { $tokens } tokens, US$ { $cost }, { $seconds } s.
proposal-unfounded = The text says something your data does not support. It is marked below: change it and save to be able to send.
proposal-strays = Not supported by your data
proposal-strays-text = What is marked matches no price, date, service or offer of this proposal. We check again when you save.
proposal-stray-link = a link that is not your booking page
proposal-stray-markup = code, or a mark that is not replaced
proposal-stray-date = a date we do not know, or not the offer's
proposal-stray-percent = a percentage that is not the offer's
proposal-stray-price = a price that is not that of the service named on its line
proposal-stray-number = a number that is not in the customer's data
proposal-stray-promise = a promise nobody authorised
proposal-stray-name = a name that is neither a service of yours nor the customer's

# What the proposals API answers
api-customer-not-found = Customer not found
api-tenant-not-found = Business not found
api-proposal-queued = Proposal sent: the mail leaves in 10 seconds.
api-proposal-held = The proposal is held in Messages: it does not leave until somebody releases it. There is no need to send it again.
api-proposal-already = This customer's proposal was sent already or is on its way.
api-proposal-generating = A proposal is being generated for this customer. Try again in a moment.
funnel-title = From proposal to visit
funnel-link = See how far they come
funnel-intro = How far proposals came. It counts what people did, not what programs open.
funnel-by = Split by
funnel-by-month = By month
funnel-by-segment = By segment
funnel-by-engine = By engine
funnel-by-template = By template
funnel-by-person = By person
funnel-by-campaign = By campaign
funnel-head-month = Month
funnel-head-segment = Segment
funnel-head-engine = Engine
funnel-head-template = Template
funnel-head-person = Person
funnel-head-campaign = Campaign
funnel-no-template = Vínculo's own
funnel-no-person = A program
funnel-no-campaign = No campaign
funnel-steps = Steps
funnel-generated = Generated
funnel-approved = Read and approved
funnel-sent = Sent
funnel-delivered = Delivered
funnel-opened = Opened
funnel-clicked = Clicked
funnel-visited = Visited
funnel-edited = Edited
funnel-edited-hint = Changed by somebody before they left.
funnel-took = Time to send
funnel-took-hint = Half of them left sooner.
funnel-cause = Visited: the customer came within 30 days, because of the proposal or without it. Delivery is known only where the mail service reports it, or somebody opened. What they really brought in shows against a control group:
funnel-empty-title = No proposals on these days
funnel-empty-text = Choose other dates, or generate the first one from a customer's page.
duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $count } h
duration-days = { $n ->
    [one] { $count } day
   *[other] { $count } days
 }
proposal-offer-over = The offer has ended. Change its date before you send it.
proposal-test-blocked = The test was not sent: the text says something that your data does not cover. Mend what is marked and try again.
