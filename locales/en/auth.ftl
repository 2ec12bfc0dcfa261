# Getting in and out, first set-up, own account.

login-title = Sign in
login-button = Sign in
login-failed = The e-mail or the password is not right.
login-page-old = This page was open for too long. Please type your details again.
login-throttled = Too many tries. Wait about 15 minutes and try again.
login-forgotten = Forgot your password? Ask whoever administers the system for a new link.
logout-done = You are signed out.

password = Password
password-new = New password
password-current = Current password
password-repeat = Repeat the password
password-save = Save password
password-saved = Your password is saved.
password-help = At least { $n } characters. A long phrase is safer and easy to remember.

setup-title = First set-up
setup-intro = Create your user and tell us about your business. All of it can be changed later, except the currency once there are amounts.
setup-you = You
setup-organisation = Your business
setup-button = Begin
setup-done = All set. Welcome.
your-name = Your name
organisation-name = Name of the business
country = Country
currency = Currency
currency-help = It cannot be changed once there are amounts.
time-zone = Time zone

country-CL = Chile
country-AR = Argentina
country-CO = Colombia
country-ES = Spain
country-MX = Mexico
country-PE = Peru
country-US = United States
country-UY = Uruguay

invite-title = Choose your password
reset-title = New password
link-for = For { $email }
link-used = This link was used already or is too old. Ask whoever administers the system for a new one.
setup-link-used = This link was used already or is too old. If nobody has set the product up yet, start the program again: it shows a new one.

account-preferences = Preferences
language = Language
language-es = Spanish
language-en = English
language-browser = The browser's
theme = Appearance
theme-auto = Like the device
theme-light = Light
theme-dark = Dark
account-sessions = Sessions
account-sessions-show = See my sessions
account-sessions-list-text = Where your account is open. If you do not recognise one, end it and change your password.
account-sessions-end-all = End all of them, this one too
account-sessions-ended-all = All your sessions were ended.
session-device = Device
session-device-both = { $browser } on { $system }
session-device-unknown = Unknown device
session-seen = Last seen
session-since = Open since
session-here = This session
session-end = End
account-sessions-text = Still signed in on another computer or phone? End it from here. This session goes on.
account-sessions-end = End the other sessions
account-sessions-ended = { $n ->
    [0] There were no other sessions.
    [one] We ended one session.
   *[other] We ended { $count } sessions.
}

error-email = Type a valid e-mail address, like name@example.com.
error-required = This field is missing.
error-country = Choose a country of the list.
error-currency = Choose a currency of the list.
error-time-zone = Choose a time zone of the list.
error-password-short = Too short: use at least 10 characters.
error-password-long = Too long: use at most 200 characters.
error-password-differs = The two passwords differ.
error-password-wrong = This is not your current password.
