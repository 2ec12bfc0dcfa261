# Words that more than one section uses.

# Buttons
save = Save
save-changes = Save changes
cancel = Cancel
confirm = Confirm
close = Close
edit = Edit
delete = Delete
remove = Remove
search = Search
filter = Filter
filters-clear = Clear filters
filter-remove = (remove this filter)
send = Send
undo = Undo
retry = Try again
view-all = See all
back = Back
back-home = Go to the dashboard
begin-import = Import my customers
begin-customers = See customers
copy = Copy

# Answers and states
yes = Yes
no = No
none = None
all = All
optional = optional
unknown = No data
active = Active
inactive = Inactive
today = Today
yesterday = Yesterday
saved = Saved.
changes-saved = Done, your changes are saved.

# Data
name = Name
email = Email
phone = Phone
city = City
date = Date
date-from = From
date-to = To
amount = Amount
price = Price
service = Service
category = Category
segment = Segment
status = Status
customer = Customer
notes = Notes
created-at = Created

count-customers = { $n ->
    [0] No customers
    [one] { $count } customer
   *[other] { $count } customers
}
count-services = { $n ->
    [0] No services
    [one] { $count } service
   *[other] { $count } services
}
count-days = { $n ->
    [one] { $count } day
   *[other] { $count } days
}
days-ago = { $n ->
    [0] today
    [one] yesterday
   *[other] { $count } days ago
}

# RFM segments
segment-vip = VIP
segment-champions = Champions
segment-loyal = Loyal
segment-promising = Promising
segment-at_risk = At risk
segment-hibernating = Hibernating
segment-lost = Lost
segment-occasional = Occasional
segment-none = No history
rfm-recency = Recency
rfm-frequency = Frequency
rfm-monetary = Monetary

# Roles
role-admin = Administration
role-sales = Sales
role-staff = Front desk

# Lists
pager-label = Pages
pager-range = { $from }–{ $to } of { $total }
pager-prev = Previous page
pager-next = Next page
pager-page = Page { $n }
delta-up = up
delta-down = down
chart-as-table = Show as a table

# Notices
toast-error = We could not complete that. Please try again in a moment.
toast-offline = You are offline. Check your connection and try again.
banner-demo = This is the demo business: its customers are invented and mail goes to allowed addresses only.
banner-pinned = The business date is pinned to { $date }.
banner-catching-up = We are recalculating the figures. Some may change in a few minutes.
banner-stale = The newest service on record is from { $date }. Recency and segments count up to today, so some history may still have to be loaded.

# Dates
date-long = { $day } { $month } { $year }
date-weekday = { $weekday } { $day } { $month }
date-month = { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
