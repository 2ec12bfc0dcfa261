# Templates of a proposal's mail: their page in the settings, and what a proposal says of them.

proposal-template-failed = The template “{ $name }” cannot be filled in with this proposal: the mail uses Vínculo’s own. An administrator can mend it in Settings.
proposal-template-failed-sent = Its template could not be filled in: the mail was made with Vínculo’s own.
