# Error pages: what happened and what to do now.
error-title-403 = You have no access here
error-title-404 = We could not find that page
error-title-409 = This changed in the meantime
error-title-429 = Too many attempts in a row
error-title-503 = A passing problem
error-title-500 = Something failed on our side
error-title-400 = We could not read what you sent
error-request-id = Code to ask for help with: { $id }

error-not-found = The link may be incomplete, or the record may no longer exist.
error-sign-in-needed = Sign in to go on.
error-forbidden = Your role does not include this section. If you need it for your work, ask whoever administers the account.
error-foreign-form = The page was open for too long, and to be safe we did not save the change. Go back, reload the page and send it again.
error-too-many = Wait a minute before you try again.
error-unavailable = The database does not answer. Wait a few seconds and reload the page.
error-internal = What you had already saved is safe. Try again; if it happens once more, tell us the code below.
error-too-large = What you sent is too large. Split it into smaller parts.
error-method = That address cannot be opened this way.
error-invalid = Data is missing or not in the expected form. Go back and check it.
error-conflict = Someone changed this before you. Go back to the record to see its current version, and repeat your change if it is still needed.

# A session that ended with a form half done
session-over-title = Your session has ended
session-over-text = The change was not saved. Copy what you want to keep, sign in and send it again.
session-over-field = What you sent in “{ $name }”
session-over-sign-in = Sign in

# Errors of a field
field-required = Fill this in.
field-email = Write a valid email address, such as ana@example.com.
field-phone = Write a valid phone number, such as +56 9 1234 5678.
field-number = Write a number.
field-date = Write a valid date.
field-too-long = This is too long.
field-choice = Choose one of the options.
form-errors = Check these before you save
