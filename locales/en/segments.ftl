# RFM segments

segments-intro = By the visits and the spend on record up to { $date }.
segments-grid = Recency and frequency
segments-grid-hint = The colour follows revenue
segments-grid-caption = Customers by recency and frequency; the colour follows revenue
segments-table = By segment
segments-rule = Who they are
segments-share = % of all
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
