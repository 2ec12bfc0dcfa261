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
