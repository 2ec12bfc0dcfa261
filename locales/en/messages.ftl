# Messages: list, details and decisions.
messages-intro = Everything that was sent or is on hold.
messages-intro-own = The messages that you created.
messages-tabs = Messages by state
more-than = more than { $count }
messages-held-by-reason = Held, by reason
messages-release-all = Send all
messages-release-all-title = Send all messages held for this reason?
messages-release-all-text = There are { $count }.
messages-released = { $n ->
    [0] There was nothing to send.
    [one] Done, { $n } message is back in the queue.
   *[other] Done, { $n } messages are back in the queue.
}
messages-none-title = No messages in this state
messages-none-text = Look in another tab or clear the filter.
messages-empty-title = No messages yet
messages-empty-text = When you send a proposal from a customer's page, you can follow it here.

message-recipient = Recipient
message = Message
message-kind = Kind
message-attempts = Attempts
message-author = From
message-author-program = The system
message-text = Content
message-preview = Preview of the e-mail
message-plain = Show as text
message-secret = It carries a personal sign-in link, so it is not shown.
message-facts = Facts
message-queued-at = Queued since
message-finished-at = Finished
message-last-error = Last error
message-no-attempts = Nobody has tried to send it yet.

message-kind-proposal = Proposal
message-kind-invite = Invitation
message-kind-invoice = Invoice
message-kind-reset = New password

message-state-queued = Queued
message-state-sending = Sending
message-state-sent = Sent
message-state-held = Held
message-state-refused = Refused
message-state-uncertain = Uncertain
message-state-discarded = Discarded

message-reason-no_address = The customer has no e-mail address.
message-reason-invalid_address = The e-mail address does not look valid.
message-reason-suppressed = Nothing is sent to this address: it bounced or complained.
message-reason-unsubscribed = Somebody at this address unsubscribed.
message-reason-customer_blocked = The customer is blocked.
message-reason-customer_deleted = The customer was deleted.
message-reason-consent_unknown = We do not know whether they accept e-mails. Record it on their page.
message-reason-consent_refused = The customer did not want e-mails.
message-reason-consent_withdrawn = The customer no longer accepts e-mails.
message-reason-over_cap = They got as many commercial messages as the limit of 30 days allows.
message-reason-prefers_less = They asked for fewer messages, and the next one is not due yet.
message-reason-no_smtp = No mail server is configured. Once there is one, you can send it from here.
message-reason-demo = The demo business only writes to permitted addresses.
message-reason-misconfigured = The mail server refused our account or settings. Mend them and send it again.
message-reason-paused = Paused: the mail server refused our account or configuration. We will try again in some minutes.
message-reason-temporary = The server asked us to wait. We will try again in a while.
message-reason-quota = The daily limit of e-mails is reached. It goes on when it frees.
message-reason-refused_by_server = The recipient's server refused it.
message-reason-malformed = The e-mail could not be built.
message-reason-deadline = The time to send it is over. If it is still of use, you can send it from here.
message-reason-lost = We handed it to the server, but its answer was lost. It may have arrived.
message-reason-undone = It was undone before it was sent.
message-reason-discarded = Somebody decided not to send it.
message-reason-confirmed_by_person = A person confirmed that it arrived.

message-attempt-sent = Accepted by the server
message-attempt-refused = Refused
message-attempt-temporary = Postponed
message-attempt-misconfigured = Account or settings refused
message-attempt-quota = Daily limit reached
message-attempt-uncertain = No answer
message-attempt-open = Under way

message-release = Send now
message-release-title = Send this message?
message-release-text = It will be sent to { $recipient }.
message-discard = Discard
message-discard-title = Discard this message?
message-discard-text = It will not be sent to { $recipient }. It stays in the list as discarded.
message-resolution = Did this e-mail arrive?
message-resolution-text = Look at the sent mail of your account or ask { $recipient }. If you send it again, they might get it twice.
message-was-delivered = Yes, it arrived
message-send-again = No, send it again
message-now-queued = Done, the message is back in the queue.
message-now-discarded = Message discarded.
message-now-sent = Noted: the message arrived.
message-already = Nothing to do: this message already is: { $state }.

# Leaving the list.
unsubscribe-title = Stop receiving e-mails?
unsubscribe-text = { $organisation } will not write to { $address } any more.
unsubscribe-leave = Stop receiving them
unsubscribed-title = Done, we will not write again
unsubscribed-text = { $organisation } no longer sends e-mails to { $address }.
unsubscribe-return = I changed my mind
unsubscribe-saved = Done, we noted it.
frequency-title = Would you rather get fewer?
frequency-all = All of them, as before
frequency-monthly = One a month at most
frequency-quarterly = One every three months at most
leave-reason-title = Will you tell us why you leave?
leave-reason-note = Anything else you want to tell us
leave-reason-send = Send
leave-reasons = Why people leave
leave-reason-too_often = I get too many
leave-reason-not_interested = They do not interest me
leave-reason-never_asked = I never asked for them
leave-reason-other = Another reason

# The mails.
mail-unsubscribe = Stop receiving these e-mails
mail-why-customer = You receive this e-mail because you are a customer of { $organisation }.
mail-link-life = The link works once and for 24 hours.
mail-invite-title = Your access to { $organisation }
mail-invite-text = You were invited to work in the CRM of { $organisation }. Choose a password to sign in.
mail-invite-button = Choose a password
mail-invite-why = You receive this e-mail because somebody at { $organisation } gave you access. If you did not expect it, ignore it.
mail-reset-title = New password for { $organisation }
mail-reset-text = With this link you choose a new password for the CRM of { $organisation }.
mail-reset-button = Choose a new password
mail-reset-why = You receive this e-mail because a new password was requested for your account at { $organisation }. If it was not you, ignore it: the current one still works.

# Unsubscribes and bounces.
suppressions = Unsubscribes and bounces
suppressions-intro = Who unsubscribed gets no offers; what bounced gets nothing.
suppressions-search = Find an address
suppressions-none-title = No address matches
suppressions-none-text = Try another part of the address.
suppressions-empty-title = Nobody has unsubscribed
suppressions-empty-text = Addresses that unsubscribe or bounce will show here.
suppression-reason = Reason
suppression-since = Since
suppression-actions = Actions
suppression-message = See the message
suppression-unsubscribed = Unsubscribed
suppression-bounced = Bounced
suppression-complained = Complained
suppression-lift = Allow again
suppression-lift-of = Allow again: { $address }
suppression-lift-title = Write to { $address } again?
suppression-lift-unsubscribed = Only do this if that person asked for it. Their profile must also say that they accept mails.
suppression-lift-bounced = Their server said that this address does not exist. If it still does not, it will bounce again.
suppression-lift-complained = Somebody marked our mails as spam. Only do this if that person asked for it.
suppression-lifted = Done, { $address } can be written to.
suppression-gone = No need: this address was no longer on the list.
message-purpose-commercial = Commercial
message-purpose-service = Service
