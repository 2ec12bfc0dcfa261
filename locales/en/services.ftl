# The catalogue of services.

services-text = What you offer and at which price. Proposals take their prices from here.
services-new = New service
services-add = Add to the catalogue
services-made = We added { $name } to the catalogue.
services-search = Search by name or category
services-any-state = Offered or not
services-active = Offered
services-inactive = No longer offered
services-active-help = What is no longer offered is left out when services are added and in new proposals. Its history stays.
services-last-paid = last price paid
services-no-price = No price
services-price-help = Left empty, proposals take the last price paid.
services-none-title = No service matches
services-none-text = Try another word or clear the filters.
services-empty-title = The catalogue is empty
services-empty-text = Add what you offer. A new service also enters here when you add it to a customer’s history or import the history.
services-history = See the history of this service
services-saved = We saved the changes to { $name }.
services-followed-views = { $n ->
    [one] { $count } saved list changed with the category.
   *[other] { $count } saved lists changed with the category.
}
services-followed-drafts = { $n ->
    [one] { $count } campaign draft changed with the category.
   *[other] { $count } campaign drafts changed with the category.
}
services-name-taken = Another service of this category has that name.
services-alike = There is a service with a similar name. Check whether it is the same.
services-allow-alike = Save anyway: it is another service
services-changed-meanwhile = Somebody else changed this service while you were editing it. It now says: { $now }. If you save, what you typed counts.

# Prices over time, and names that mean the same.
services-prices = Prices over time
services-prices-paid = What was paid each month
services-prices-chart = Mean price paid in each month in which somebody took it. The table has the figures.
services-prices-month = Month
services-prices-mean = Average
services-prices-none = Nobody took it in the last 24 months.
services-prices-changes = Changes in the catalogue
services-prices-change = From { $before } to { $after }
service-merges = Repeated names
service-merges-text = Services of the catalogue that look like the same under another name.
service-merges-none-title = No names look repeated
service-merges-none-text = When two services have almost the same name, they will show here.
service-merges-made = Merged already
service-merge-into = goes to
service-merge-with = Merge with another…
service-merge-other = The one that stays
service-merge-choose = Choose a service
service-merge-with-help = If this name and another are the same service, give it to the other. First you see what would move.
service-merge-see = See what moves
service-merge-title = Merge two services
service-merge-goes = This name leaves the catalogue
service-merge-stays = This one stays
service-merge-revenue = Revenue
service-merge-period = Between
service-merge-what = { $n ->
    [one] { $count } service of the history will go to the one that stays. The old name is still recognised in files. It can be undone.
   *[other] { $count } services of the history will go to the one that stays. The old name is still recognised in files. It can be undone.
}
service-merge-do = Merge them
service-merge-turn = The other way round
service-merge-done = Done, everything is in { $name } now.
service-merge-back = Apart again.
service-merge-same = Choose two different services.
service-merge-gone = This service was merged into another already.
service-merge-moving = The merge is not finished yet. Wait a moment.
service-merge-later = The service that stayed was merged into another since. Undo that merge first.
service-merge-is-moving = Moving the history…
service-merge-is-undoing = Taking apart…
service-merge-moved = { $n ->
    [one] { $count } service moved
   *[other] { $count } services moved
}
service-merge-undone = Undone
service-merge-undone-but = { $n ->
    [one] Undone; { $count } service that changed since stayed as it is
   *[other] Undone; { $count } services that changed since stayed as they are
}
