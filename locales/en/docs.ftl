# The description of the APIs for people: /docs

docs-title = API for other programs
docs-lead = All that a program can read and write here. With a key under “Authorize” each call can be tried from this page.
docs-keys = Make a key
docs-no-script = This page needs JavaScript. The same content, for programs, is in openapi.json.
docs-field = Value
docs-close = Close
