# The search over everything: the palette of Ctrl+K and its page.
search-label = Search customers, services, proposals and pages
search-placeholder = Name, phone, service, page…
search-open = Search everything
search-results = Results
search-count = { $n ->
    [one] { $count } result
   *[other] { $count } results
}
search-none-title = Nothing like that was found
search-none-text = Check how it is written, or try a part of the name, the email or the phone.
search-create = Create customer “{ $q }”
search-all-customers = Show in the list ({ $count } customers)
search-group-recent = Opened last
search-group-customers = Customers
search-group-services = Services
search-group-proposals = Proposals
search-group-pages = Pages
search-similar = A similar name
search-inactive = No longer offered
search-key-move = choose
search-key-open = open
search-key-close = close

# What else people call the pages, between commas: these are not shown.
place-words-dashboard = home, overview, figures
place-words-activities = tasks, agenda, pending, notes
place-words-call-list = phone, overdue, follow-up
place-words-customers = export, records, people, contacts
place-words-deleted = deleted, trash, recover, restore
place-words-history = visits, services taken
place-words-duplicates = repeated, merge, join
place-words-invoices = billing, overdue, payments, debts
place-words-reports = sales, revenue, statistics
place-words-segments = thresholds, cuts, rfm, groups
place-words-thresholds = thresholds, rfm
place-words-proposals = offers, suggestions
place-words-opportunities = deals, pipeline, sales
place-words-campaigns = promotions, mailings
place-words-messages = emails, outbox, sent
place-words-services = services, prices, rates
place-words-imports = import, upload, load, excel, csv, spreadsheet, file
place-words-settings = configuration, preferences, currency, company
place-words-users = team, permissions, roles, invite
place-words-keys = access, programs, tokens
place-words-connections = integrations, email, smtp
place-words-doctor = doctor, backup, copy, checks
place-words-jobs = processes, queue
place-words-audit = record, changes, trail
place-words-account = password, profile, language
place-words-sessions = devices, connected
