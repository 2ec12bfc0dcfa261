# Dashboard

dashboard-new-customer = New customer
dashboard-with-history = { $n ->
    [one] { $count } with history
   *[other] { $count } with history
}
dashboard-without-history = { $n ->
    [one] { $count } without history
   *[other] { $count } without history
}
dashboard-month = This month
dashboard-month-revenue = Revenue this month
dashboard-month-services = Services this month
dashboard-month-ticket = Average ticket this month
dashboard-active = Came recently
dashboard-active-hint = within the last { $n } days
dashboard-all-services = Services in all
dashboard-vs-last-month = vs. last month
dashboard-vs-year-before = vs. a year ago
dashboard-revenue = Revenue
dashboard-services = Services
dashboard-share = % of total
dashboard-services-by-month = Services by month
dashboard-month-column = Month
dashboard-now = Current month
dashboard-twelve-months = 12 months
dashboard-year-before = Year before
dashboard-chart-title = The last 12 months, month by month
dashboard-chart-point = { $month } with { $figure }
dashboard-chart-desc = The best month was { $most }; the lowest { $least }.
dashboard-categories = By category
dashboard-top = Taken most of all time
dashboard-top-month = Taken most this month
dashboard-none-yet = No services this month yet.
dashboard-empty-title = No services on record yet
dashboard-empty-text = Once you load the history or add a first service on a customer's page, you will see here how the business is doing.

first-steps = First steps
first-step-done = Done
first-step-open = To do
first-step-business = Your business
first-step-business-text = The address in your mails, the country and the language.
first-step-customers = Import my customers
first-step-customers-text = From an Excel sheet or a CSV file.
first-step-mail = Connect mail
first-step-mail-text = Without it messages wait and none goes out.
first-step-team = Invite your team
first-step-team-text = Each person with an own account and role.
