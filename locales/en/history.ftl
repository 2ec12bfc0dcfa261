# The history of services.

history-add = Add service
history-correct = Correct service
history-correct-of = Correct { $service } of { $date }
history-of = History of { $name }
history-season = Season
history-year = Year
history-all-years = All years
history-all-categories = All categories
history-all-services = All services
history-chip-from = From { $date }
history-chip-to = To { $date }
history-cut = The list ends here. Use the filters to see older services.
history-customer-deleted = Record deleted
history-upcoming = With a future date
history-upcoming-hint = They do not count in any figure yet
history-upcoming-more = There are more with a future date. Use the filters to see them.
history-none-title = No services match these filters
history-none-text = Try other dates or clear the filters.
history-empty-title = No history yet
history-empty-text = Services are added on each customer's page, or all at once from a file.

season-summer = Summer
season-autumn = Autumn
season-winter = Winter
season-spring = Spring

history-date-help = In the future, it counts when the day comes.
history-price-help = Empty takes the catalogue's price, if it has one.
history-choose = Choose a service
history-new-service = Not on the list? Write it
history-service-name = Name of the service
history-service-needed = Choose a service from the list or write a new one.
history-one-service = Choose one from the list or write a new one, not both.
history-date-early = That date is too long ago. Check the year.
history-date-late = That date is more than two years ahead. Check the year.
history-price = Write an amount, for example 45.990.
history-price-negative = The price cannot be negative.
history-price-decimals = It has more decimals than the currency.
history-price-large = That price is too high. Check the zeros.

history-added = Service added, figures updated.
history-counts-later = Saved. Its date is in the future: it counts from { $date }.
history-conflict = Somebody changed this service while you edited it. It now says: { $now }. If you save, what you wrote stays.
history-delete-title = Delete this service?
history-delete-text = { $service }. The customer's figures are recalculated at once.
history-deleted = Service deleted, figures updated.
history-restored = The service is back.
