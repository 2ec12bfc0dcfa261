# Templates of a proposal's mail: their page in the settings, and what a proposal says of them.

proposal-template-failed = The template “{ $name }” cannot be filled in with this proposal: the mail uses Vínculo’s own. An administrator can mend it in Settings.
proposal-template-failed-sent = Its template could not be filled in: the mail was made with Vínculo’s own.

templates-title = Mail templates
templates-text = How the mail of a proposal is put together, by segment and language.
templates-chosen = Which template is used
templates-chosen-hint = a campaign may choose another
templates-all = All templates
templates-empty-title = No templates yet
templates-empty-text = Without any, mails are put together by Vínculo’s own: text, services, offer and button.
template-new = New template
template-newest = Current
template-version = Version { $number }
template-versions = Versions
template-archived = Archived
template-archive = Archive
template-unarchive = Bring back
template-restore = Go back to this version
template-restored = Version { $number } is current again; the others are still here.
template-any-segment = Any segment
template-the-programs = Vínculo’s own
template-as-any = That of any segment
template-by-default = Always use it for this segment and language
template-by-default-badge = In use
template-by-default-help = Without this, only campaigns that choose it use it.
template-default-taken = Another template is in use for this segment and language: take that mark from it, or archive it.
template-for-campaigns = For campaigns
template-language-help = It holds for mails in this language.
template-body = Text of the template
template-body-help = Leave a blank line between paragraphs. The mail has no HTML of yours. Campaigns under way keep the version that there was when they started.
template-variables = What can be used
template-variables-text = Between double braces. The last three are blocks: each stands alone on its line, and Vínculo lays it out.
template-var-name = How the customer is greeted; may be missing
template-var-subject = The subject of the proposal
template-var-body = The text of the proposal, with greeting and farewell
template-var-services = A list with nombre and precio; may be empty
template-var-offer = With titulo, porcentaje and hasta; may be missing
template-var-booking = Whether there is a booking link, for a condition
template-var-organisation = The name of the business
template-var-segment = vip, champions, loyal, promising, at_risk, hibernating, lost, occasional or none, for a condition
template-var-signature = The signature of the settings; may be missing
template-block-services = The services with their prices
template-block-offer = The offer in a box
template-block-booking = The button to book
template-if-text = What may be missing belongs into a condition; a list is gone through line by line.
template-example = Example
template-if-example = {"{%"} if oferta %{"}"}
    Only until {"{{"} oferta.hasta {"}}"}: {"{{"} oferta.porcentaje {"}}"}.
    {"{%"} endif %{"}"}

    {"{%"} for s in servicios %{"}"}
    - {"{{"} s.nombre {"}}"}: {"{{"} s.precio {"}}"}
    {"{%"} endfor %{"}"}
template-sample = Show it with
template-sample-full = An example that has everything
template-sample-bare = An example without offer, services, button and signature
template-example-name = Camila
template-preview-button = Show preview
template-no-preview = No preview
template-changed-meanwhile = Somebody else saved this template while you were editing. What you typed is still here; if you save again yours holds, and their version stays in the list.
template-problem-line = Line { $line }:
template-problem-syntax = something is not closed, or is misspelt.
template-problem-forbidden = only variables, conditions (if) and lists (for) are allowed here, without multiplying.
template-problem-undefined = “{ $code }” does not exist or may be missing.
template-problem-unknown = “{ $code }” uses a function that there is none of.
template-problem-not_text = “{ $code }” is no text.
template-problem-too_long = the mail becomes too long.
template-problem-misplaced = each block stands alone on a line of the text.
template-problem-empty = nothing is left of it.
template-problem-other = “{ $code }” cannot be filled in.
template-problem-lacks = This happens when these are missing: { $lacks }.
template-lacks-offer = the offer
template-lacks-services = the services
template-lacks-booking = the booking link
template-lacks-name = the name
template-lacks-signature = the signature

# The test mail to oneself
trial-send = Send me a test
trial-mark = [Test]
trial-queued = We sent you a test to { $email }.
trial-held = The test for { $email } is held in Messages: there is no mail server configured.
message-kind-trial = Test mail
audit-type-template = Template
audit-template-archived = Archived the template
audit-template-created = Created the template
audit-template-restored = Went back to an earlier version of the template
audit-template-unarchived = Brought back the template
audit-template-updated = Changed the template
audit-field-by_default = Always in use
audit-field-restored_version = Version

# The template of a campaign’s variant
campaign-template = Template
campaign-template-help = It holds for those who get mails in its language; the others by their segment.
campaign-template-own = By segment
proposal-template-failed-fixed = The template “{ $name }”, settled when the campaign started, cannot be filled in with this proposal: the mail uses Vínculo’s own.
