# The catalogue of services.

services-text = What you offer and at which price. Proposals take their prices from here.
services-search = Search by name or category
services-any-state = Offered or not
services-active = Offered
services-inactive = No longer offered
services-active-help = What is no longer offered is left out when services are added and in new proposals. Its history stays.
services-last-paid = last price paid
services-no-price = No price
services-price-help = Left empty, proposals take the last price paid.
services-range = { $from }–{ $to } of { $total }
services-none-title = No service matches
services-none-text = Try another word or clear the filters.
services-empty-title = The catalogue is empty
services-empty-text = A new service enters here when you add it to a customer’s history or import the history.
services-history = See the history of this service
services-saved = We saved the changes to { $name }.
services-name-taken = Another service of this category has that name.
services-changed-meanwhile = Somebody else changed this service while you were editing it. It now says: { $now }. If you save, what you typed counts.
