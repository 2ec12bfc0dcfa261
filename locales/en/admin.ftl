# Administration: users, jobs and audit

copied = Copied
users-count = { $n ->
    [one] { $count } person
   *[other] { $count } people
}
users-invite = Invite someone
users-invite-text = They get a link to choose their password. It works once and expires in 24 hours.
users-invite-button = Invite
users-role = Role
users-role-choose = Choose a role
users-role-help = Front desk sees and edits customers. Sales also makes proposals and sees totals. Administration can do everything.
users-last-sign-in = Last sign-in
users-never = Never
users-you = (you)
users-state-active = Active
users-state-invited = Invited
users-state-disabled = Disabled
users-details = Details
users-access = Access
users-audit = See what they have done in the audit log
users-invited-text = They have not chosen a password yet. If the link was lost or has expired, create another: the earlier one stops working.
users-link-text = If they forgot their password, create a link to choose another. The current one works until it is used.
users-link-new = Create a new link
users-link-title = One-time link
users-invited-done = You invited { $name }
users-link-done = A new link for { $name }
users-link-hand-over = Get it to { $email } in a safe way. Whoever opens it chooses the password.
users-link-once = Copy it now: it is not shown again. It expires in 24 hours and works once.
users-back = Back to users
users-disable = Disable access
users-disable-title = Disable the access of { $name }?
users-disable-text = Their sessions end at once and their links stop working. What they did is kept, and you can give access back.
users-disabled-text = They cannot sign in. If you give access back, they sign in with the password they had.
users-enable = Give access back
users-disabled-done = { $name } can no longer sign in.
users-enabled-done = { $name } can sign in again.
users-disabled-no-link = This person's access is disabled. Give it back before creating a link.
users-not-oneself = You cannot take away your own access. Ask someone else who administers.
users-email-taken = Someone else already uses this address.
users-last-admin = This is the only person who administers. Give someone else that role first.
