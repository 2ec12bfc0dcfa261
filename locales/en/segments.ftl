# RFM segments

segments-intro = By the visits and the spend on record up to { $date }.
segments-grid = Recency and frequency
segments-grid-hint = The colour follows revenue
segments-grid-caption = Customers by recency and frequency; the colour follows revenue
segments-table = By segment
segments-rule = Who they are
segments-share = % of customers with history
segments-average-spend = Average spend
segments-recency = Last visit, days ago
segments-all = Total
segments-empty-title = No segments yet
segments-empty-text = Segments come from the history: once services are on record, you will see your best customers here, and who is slipping away.

segment-rule-vip = Come often, came lately, and spend most
segment-rule-champions = Come often and spend well
segment-rule-loyal = Come often and spend less
segment-rule-promising = Came lately, a few times so far
segment-rule-at_risk = Used to come often and stopped
segment-rule-hibernating = Few visits with good spend, long ago
segment-rule-lost = Few visits with little spend, long ago
segment-rule-occasional = Few visits, the last some months ago
segment-rule-none = No services on record

range-r3 = up to { $to } days
range-r2 = { $from } to { $to } days
range-r1 = over { $from } days
range-f1 = under { $from }
range-f2 = { $from } to { $to }
range-f3 = { $from } or more

segments-place = Today
segments-revenue = Total spend
segments-revenue-share = % of total spend
segments-recency-days = Days since the last visit, on average
segments-year = Last 12 months
segments-year-text = “Last 12 months” is what those who are in the segment today spent from { $from } to { $to }. It is spending of the past: what may be lost from here on is what To call today says is “at stake”. It is counted by days; reports count calendar months.
segments-waiting = { $n ->
    [one] We are updating the movement and the last 12 months of { $count } customer; meanwhile these figures may change.
   *[other] We are updating the movement and the last 12 months of { $count } customers; meanwhile these figures may change.
}
segments-file-name = segments
segments-members-file-name = segment-customers
segments-members-title = Customers
segments-members-now = Today
segments-members-none-title = Nobody is here any more
segments-members-first = The first { $count } are shown.
segments-export-too-many = These are more than { $most } customers: too many for a file. Choose a change with fewer customers.
segments-members-none-text = The history or the thresholds have changed since you saw the figure.

movement-file-name = movement
movement-title = Movement
movement-intro = Month by month, by the whole history and at today's thresholds: if these change, what you see here changes too.
movement-open = The month is not over yet: figures up to { $date }.
movement-headline = { $step }: { $customers }, { $amount } a year
movement-chart = From which segment to which customers went in { $month }
movement-chart-text = Each band goes from the segment before, on the left, to the one after, on the right; the wider, the more customers. The table has the figures.
movement-steps = Changes of segment in the month
movement-step = From → to
movement-from = From
movement-to = To
movement-month = Month
movement-months = All months
movement-months-hint = Only the months in which somebody changed segment
movement-up = Rose
movement-down = Fell
movement-down-spend = Yearly spend of those who fell
movement-new = New
movement-year-spend = Yearly spend
movement-year-text = “Yearly spend” is what each customer spent in the 12 months up to the last visit that they had at the month's end.
movement-members = Changed their segment in { $month }. First those who spent most in the 12 months up to their last visit by then.
movement-empty-title = No movement yet

thresholds-title = Thresholds
thresholds-intro = From when a customer is recent (R), frequent (F) and a high spender (M). You see who would change their segment before you save.
thresholds-cuts = The thresholds
thresholds-how = How they are set
thresholds-fixed = Fixed
thresholds-quantiles = By quantiles of your customers
thresholds-parts = Quantiles
thresholds-parts-help = Only where thresholds go by quantiles; the numbers below are then computed.
thresholds-parts-3 = Terciles: a third at each level
thresholds-parts-4 = Quartiles: the best quarter is 3, the next 2
thresholds-parts-5 = Quintiles: the best fifth is 3, the next 2
thresholds-parts-10 = Deciles: the best tenth is 3, the next 2
thresholds-now = Now: { $value }
thresholds-stored-fixed = Fixed thresholds hold today.
thresholds-stored-waiting = Quantiles hold today; they are being computed.
thresholds-stored-quantiles = Quantiles hold today ({ $parts }), computed of the customers as of { $date }.
thresholds-ties = With quantiles, those who tie stay together at the better level, so a level may have more than its part. A single service, or no spend, is always level 1.
thresholds-daily = They are computed anew each month, and with them the movement of all months.
thresholds-preview = See who would change
thresholds-preview-title = Who would change
thresholds-cut-r = R: 3 up to { $three } days, 2 up to { $two }
thresholds-cut-f = F: 3 from { $three } services, 2 from { $two }
thresholds-cut-m = M: 3 from { $three }, 2 from { $two }
thresholds-moved = Would change their segment: { $moved } of { $customers } customers with history.
thresholds-save = Save these thresholds
thresholds-saved = Thresholds saved. Segments are being computed anew.
thresholds-none-title = Nothing to compare yet
thresholds-none-text = Change the thresholds and ask who would change; nothing is saved until you decide.
thresholds-members = With the thresholds you are looking at they would change like this. First those who have spent most.

lift-title = To rise to a better segment
lift-visit-before = One more visit before { $date } leads to { $segment }, without falling first.
lift-visit = One more visit leads to { $segment }.
lift-visits = { $services } more, of { $ticket } on average, lead to { $segment }.
lift-first-before = The first before { $date }, so as not to fall to a lower segment.
lift-purchase = One visit of { $amount } or more is enough for { $segment }.
lift-fall = Without a visit it becomes { $segment } on { $date }.
lift-best = Already in the best segment.
lift-unreachable = The average ticket does not reach a better segment.
lift-count = { $n ->
    [one] { $count } service
   *[other] { $count } services
}
