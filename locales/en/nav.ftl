# The menu, the top bar and the keyboard shortcuts.
nav-dashboard = Dashboard
nav-call-list = To call today
nav-activities = Activities
nav-customers = Customers
nav-history = History
nav-invoices = Invoices
nav-reports = Reports
nav-segments = RFM segments
nav-opportunities = Opportunities
nav-proposals = Proposals
nav-messages = Messages
nav-services = Catalogue
nav-settings = Settings
nav-users = Users
nav-keys = API keys
nav-connections = Connections
nav-webhooks = Webhooks
nav-jobs = Jobs
nav-audit = Audit log
nav-account = My account
nav-logout = Sign out
nav-login = Sign in
nav-group-sales = Sales
nav-group-admin = Administration

skip-to-content = Skip to content
menu-label = Main menu
menu-mobile-label = Quick access
menu-open = Open the menu
menu-close = Close the menu
menu-more = More
crumbs-label = Where you are

find-label = Search customers by name, email or phone
find-placeholder = Search


shortcuts-title = Keyboard shortcuts
shortcut-search = Search everything
shortcut-search-here = Search this list
shortcut-save = Save or send the form
shortcut-escape = Close windows and menus
shortcut-help = Show this help
shortcut-single-keys = Use single-key shortcuts
shortcut-neighbours = Next and previous of the list
