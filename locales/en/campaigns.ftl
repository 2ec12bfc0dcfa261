job-campaigns-work = Move campaigns forward
audit-type-campaign = Campaign
audit-campaign-approved = Approved proposals of the campaign
audit-campaign-cancelled = Cancelled the campaign
audit-campaign-created = Drafted the campaign
audit-campaign-deleted = Deleted the draft of the campaign
audit-campaign-finished = Finished the campaign
audit-campaign-paused = Paused the campaign
audit-campaign-resumed = Resumed the campaign
audit-campaign-started = Started the campaign
audit-campaign-updated = Edited the campaign
audit-field-audience = Audience
audit-field-holdout_percent = Held out (%)
audit-field-per_hour = Mails an hour
audit-field-sent = Get the proposal
audit-field-held_out = Held out
audit-field-proposals = Proposals
audit-field-commercial_pause_days = Days between commercial mails
settings-commercial-pause = Days between commercial mails
settings-commercial-pause-help = Campaigns leave out whoever got something commercial more lately, on any channel.
nav-campaigns = Campaigns
campaigns-results = Results of all
campaigns-results-intro = What finished campaigns brought in, against those who got nothing.
campaigns-results-empty-title = No results yet
campaigns-results-empty-text = From 30 days after the last mail on, those who got a campaign are compared here with those who did not.
campaigns-empty-title = No campaigns yet
campaigns-empty-text = Choose a segment: each customer gets a proposal, and a holdout shows how much that really brings in.
campaign-new = New campaign
campaign-edit = Edit the campaign
campaign-deleted = The draft was deleted.
campaign-name = Name
campaign-with-list = Make a campaign
campaign-everybody = Everybody
campaign-segment-help = For other filters, begin in the customers list.
campaign-filter-too = The filter of the customers list applies as well.
campaign-see-list = See the list
campaign-most = At most how many
campaign-most-help = If there are more, they are drawn by lot.
campaign-variant-a = What they get
campaign-variant-b = Variant B
campaign-subject = Subject
campaign-subject-help = { "{{" }nombre{ "}}" } is the name. Left blank, the engine writes it for the segment.
campaign-subject-own = The engine's subject
campaign-percent = Discount (%)
campaign-percent-help = Left blank, the segment's. It cannot exceed what the settings allow.
campaign-variant = { $subject } · { $percent } off
campaign-two = Try two variants
campaign-two-help = Half of them get variant B.
campaign-holdout = Held out (%)
campaign-holdout-help = They get nothing, at random. Without them nobody can tell what the campaign brought in.
campaign-holdout-text = { $n ->
    [0] Nobody held out
   *[other] Held out: { $count }%
 }
campaign-from = Send from (hour)
campaign-to = Until (hour)
campaign-rate = Mails an hour
campaign-window = From { $from } to { $to }, up to { $rate } mails an hour
campaign-approval = Approve each proposal before it is sent
campaign-approval-help = Each proposal waits until somebody has read and ticked it.
campaign-error-number = Enter a possible number.
campaign-error-window = It must be later than the hour it begins.
campaign-error-same-variants = Both variants are the same.
campaign-changed-meanwhile = Somebody changed it meanwhile. Look at it again.
campaign-too-large = The filter includes more than 20,000 customers. Choose a smaller audience.
campaign-nobody = There is nobody to send it to.
campaign-plan = Plan
campaign-will-send = Will get the proposal
campaign-held-out = Held out
campaign-left-out = Not included
campaign-reason = Reason
campaign-people = { $n ->
    [one] { $count } customer will get a proposal. Once started, the plan does not change.
   *[other] { $count } customers will get a proposal. Once started, the plan does not change.
 }
campaign-start = Start
campaign-start-title = Start the campaign?
campaign-pause = Pause
campaign-resume = Resume
campaign-cancel = Cancel the campaign
campaign-cancel-title = Cancel the campaign?
campaign-cancel-text = Those who still wait will get nothing. What is in the outbox goes its way.
campaign-delete-title = Delete the draft?
campaign-delete-text = Nobody has got anything yet.
campaign-progress = { $done } of { $of } settled
campaign-outcomes = What became of each customer
campaign-all = All
campaign-arm = Group
campaign-proposal = Proposal
campaign-approve = Approve the ticked ones
campaign-approve-one = Approve the proposal for { $name }
campaign-approved = { $n ->
    [one] { $count } proposal approved.
   *[other] { $count } proposals approved.
 }
campaign-unapproved = { $n ->
    [one] { $count } stays: it cannot be sent as it stands; open and mend it.
   *[other] { $count } stay: they cannot be sent as they stand; open and mend them.
 }
campaign-rejected = { $n ->
    [one] { $count } proposal will not be sent.
   *[other] { $count } proposals will not be sent.
 }
campaign-reject = Do not send the ticked
campaign-select-all = Tick all on this page
campaign-approve-all = { $n ->
    [one] Approve { $count } without warnings
   *[other] Approve the { $count } without warnings
 }
campaign-approve-all-title = Approve them without reading each?
campaign-approve-all-text = { $n ->
    [one] { $count } proposal is approved, of other pages too. Those with a warning stay to be approved.
   *[other] { $count } proposals are approved, those of other pages too. Those with a warning stay to be approved.
 }
campaign-unfounded = Unfounded text
campaign-read = Read
campaign-example = See an example of { $letter }
campaign-test = Send me a test of { $letter }
campaign-left-out-rejected = Not wanted to be sent
campaign-left-out-unfounded = Not sent: its text says something unfounded. Mend it and approve it again.
audit-campaign-rejected = Rejected proposals of the campaign
campaign-arm-held = Held out
campaign-arm-a = A
campaign-arm-b = B
campaign-state-draft = Draft
campaign-state-running = Running
campaign-state-paused = Paused
campaign-state-cancelled = Cancelled
campaign-state-done = Done
campaign-outcome-waiting = Awaits a proposal
campaign-outcome-ready = To approve
campaign-outcome-approved = Awaits its turn
campaign-outcome-queued = Queued
campaign-outcome-sending = Sending
campaign-outcome-sent = Sent
campaign-outcome-held = Held
campaign-outcome-uncertain = Uncertain
campaign-outcome-refused = Refused
campaign-outcome-discarded = Discarded
campaign-outcome-skipped = Skipped
campaign-outcome-failed = Could not be sent
campaign-outcome-cancelled = Cancelled
campaign-outcome-held_out = Held out
campaign-outcome-left_out = Not included
campaign-left-out-no_consent = No consent
campaign-left-out-no_address = No e-mail
campaign-left-out-invalid_address = The e-mail is not valid
campaign-left-out-suppressed = Bounced, or was reported as spam
campaign-left-out-unsubscribed = Unsubscribed
campaign-left-out-mailed_lately = Got something commercial lately
campaign-left-out-over_cap = Got the most of 30 days already
campaign-left-out-prefers_less = Asked for fewer messages
campaign-left-out-blocked = Blocked
campaign-left-out-deleted = No longer a customer
campaign-left-out-same_address = Shares the e-mail with another customer
campaign-left-out-over_limit = Over the maximum
campaign-results-sent = What it brought in
campaign-results-ab = A against B
campaign-results-hint = Opens and clicks don't count: only visits and sales.
campaign-per-head = Per customer
campaign-side-sent-1 = With the campaign
campaign-side-sent-2 = Held out
campaign-side-ab-1 = A
campaign-side-ab-2 = B
campaign-difference = Difference
campaign-verdict = What can be said
campaign-days = { $count } days after
campaign-visits = Visits
campaign-revenue = Sales (up to { $cap } per customer)
campaign-interval = between { $low } and { $high } (95%)
campaign-too-early = Too early: the days are over on { $date }.
campaign-still-sending = Too early: the campaign is still sending.
campaign-no-contrast = There is nobody to compare with.
campaign-verdict-more = Brought in more
campaign-verdict-less = Brought in less
campaign-verdict-same = No difference that matters
campaign-verdict-small = Too few: it would take some { $n } customers to see a difference of { $share }
campaign-verdict-nobody = Too few: nobody held out did anything to compare with
campaign-verdict-nobody-b = Too few: of those who got B nobody did anything to compare with
campaign-verdict-a-more = A brought in more
campaign-verdict-b-more = B brought in more
campaign-verdict-unclear = Not clear: there may be no difference, or one of { $share } or more
campaign-verdict-hardly-sent = No verdict: less than half of it was sent
campaign-share-sent = { $share } of those assigned were sent it
campaign-main-figure = Main figure
campaign-supplementary = To look at
campaign-main-hint = The main figure decides: the visits within 60 days. The others are to look at: among so many, one differs by chance.
campaign-start-by-admin = An administrator starts it.
campaign-draft-nobody = Nobody would get it like this. Choose other people when you edit it, or see below why they are left out.
campaign-method = We compare those who were drawn for the campaign with those who were not: the difference is what it brought in. Each customer counts in the group that was drawn, whether or not the mail arrived. The range is a 95% Welch interval; sales count up to a cap that 95% of buyers stay below, so that one large purchase does not decide.
campaign-engine = Written by: { $engine }
campaign-engine-help = An outside engine writes a few at a time; if it does not answer after three tries, Vínculo writes from your history.
job-campaigns-ask = Ask for the proposals of a campaign
campaign-send-from = Send from the day
campaign-send-from-help = Blank: as soon as it is ready.
campaign-first-day = From { $date }
campaign-reactions = What they did with the mail
campaign-reactions-hint = To look at, not to measure by: to open is not to come.
campaign-bounced = Bounced
campaign-complained = Complaints
campaign-unsubscribed = Unsubscribed
campaign-left-out-other_campaign = In another campaign under way, or in its control group
campaign-left-out-offer_over = The offer ended before its turn
audit-field-send_from = Send from the day
audit-field-most = At most
audit-field-from_hour = Send from (hour)
audit-field-to_hour = Until (hour)
audit-field-needs_approval = Approve each proposal
audit-field-variants = Variants
campaign-error-audience = We do not understand this audience. Choose it again in the customers list.
campaign-error-percent-limit = This is more than the settings allow for this audience.
campaign-fallbacks = Written by Vínculo instead of the chosen engine
campaign-fallbacks-hint = From your history, because the chosen engine could not write them.
campaign-fallback-not_configured = The engine is not set up
campaign-fallback-timed_out = It took too long
campaign-fallback-unreachable = There was no connection
campaign-fallback-unavailable = It was not available
campaign-fallback-unauthorised = It refused our key
campaign-fallback-unknown_customer = It does not know the customer
campaign-fallback-other_customer = It answered about somebody else: the text is Vínculo's
campaign-fallback-invalid = It did not accept the request
campaign-fallback-unreadable = Its answer could not be read
campaign-fallback-empty = It answered without content
campaign-fallback-refused = It declined to answer
campaign-fallback-truncated = Its answer was cut off
campaign-fallback-rate_limited = It got too many requests in a row
campaign-fallback-unpaid = Its account has no balance
campaign-fallback-spend_limit = Its account reached its spending limit
campaign-fallback-unknown_model = It no longer has that model
campaign-fallback-over_budget = The month's budget for models is used up
campaign-ended = The offer ended
campaign-lacks-control = They are so few that nobody is in the control group: nobody will be able to tell what the campaign brought in.
campaign-call-ready = { $n ->
    [one] { $count } proposal waits for you to read it.
   *[other] { $count } proposals wait for you to read them.
 }
campaign-call-uncertain = { $n ->
    [one] Nobody knows whether { $count } mail arrived: you decide.
   *[other] Nobody knows whether { $count } mails arrived: you decide.
 }
campaign-call-held = { $n ->
    [one] { $count } mail is held: somebody has to release it.
   *[other] { $count } mails are held: somebody has to release them.
 }
campaign-see = See which
