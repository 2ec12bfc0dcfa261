# List, search and form of customers.

customers-new = New customer
customers-search-placeholder = Name, e-mail, phone or tax id
customers-any-segment = All segments
customers-any-status = All statuses
customers-any-owner = Looked after by anybody
customers-mine = My customers
customers-tag = Tag
customers-chip-tag = Tag: { $tag }
customers-contact = Contact
customers-services = Services
customers-spend = Spend
customers-last-visit = Last visit
customers-show-all = Show all customers
customers-many = More than { $count } customers
customers-more-than = more than { $count }
customers-range = { $from }–{ $to } of { $total }
customers-too-many = There are more customers than these pages can hold. Add a filter or search by name to reach them.
customers-chip-r = Recency { $score }
customers-chip-f = Frequency { $score }

customers-short-title = Type at least three letters or digits
customers-short-text = With fewer, the search would find almost everybody.
customers-none-title = We found nobody like that
customers-none-text = Check the spelling, or try a part of the name, e-mail or phone.
customers-empty-title = There are no customers yet
customers-empty-text = Add the first one. If you have them in a file, whoever runs the server loads it with the command “vinculo import”.

customers-similar = Few match exactly. Similar names are listed too.
customers-why = Matches: { $reasons }
customers-why-name = name
customers-why-email = e-mail
customers-why-phone = phone
customers-why-tax-id = tax id
customers-why-similar = similar name

segment-any = With history

customer-status-prospect = Prospect
customer-status-active = Active
customer-status-inactive = Inactive
customer-status-blocked = Blocked
customer-kind = Kind
customer-kind-person = Person
customer-kind-company = Company

customers-created = Done, the customer was added.
customer-edit-title = Edit { $name }
customer-who = Who they are
customer-reach = How to reach them
customer-relation = Relation to the business
customer-consents = Consent to commercial messages
customer-consents-text = Without consent we send no proposals or promotions on that channel. Notices about a service they booked need none.
customer-name = Full name
customer-greeting = Greeting in mails
customer-greeting-help = For example: Ms Rojas. Left empty, mails use the first name.
customer-legal-name = Legal name
customer-tax-id = Tax id or document
customer-birth-date = Birth date
customer-address = Address
customer-region = Region
customer-language = Language of messages
customer-language-help = We write to them in this language.
customer-language-default = The business's own
customer-phone-help = In any format. From another country, begin with +.
customer-owner = Looked after by
customer-no-owner = Nobody in particular
customer-source = How they came
customer-sector = Sector
customer-website = Website
customer-tags = Tags
customer-tags-help = Separated by commas.
customer-allow-shared-email = Save anyway: they share the address
customer-see = See { $name }
customer-empty = empty
customer-now = Now it says: { $value }
customer-overtaken-by = { $name } saved changes to this customer while you were editing ({ $at }).
customer-overtaken = This customer changed while you were editing ({ $at }).
customer-overtaken-text = Nothing of yours is saved yet. What you had not touched shows the new data already; where you both wrote, you see both values below. Check them and save again.

channel-email = E-mail
channel-whatsapp = WhatsApp
channel-sms = SMS
channel-call = Calls
customer-consent-given = Yes, agrees
customer-consent-refused = Does not agree
customer-consent-withdrawn = Withdrew consent
customer-consent-unknown = Not asked yet

field-tax-id = This is no valid tax id of that country. If it is from another one, fill in the country.
field-tax-id-check = The check digit does not fit. See whether a digit is wrong.
field-tax-id-placeholder = This number stands for nobody. Leave it empty if you do not have it.
field-tax-id-taken = Another customer has it already.
field-email-shared = Other customers have this address. If they share it, tick the box and save again.
field-birth-date = Enter a date between 1900 and today.
field-tags = Up to 20 tags of at most 40 letters each.
customer-untracked = Do not follow their clicks and opens
customer-untracked-help = Their mails have plain links, and nothing is noted.
customer-untracked-yes = Not followed

customer-lookup-help = Type the name, e-mail or phone and choose from the list.
customer-lookup-none = We found nobody like that. Check the spelling.
customer-lookup-choose = Choose who it is.
customer-lookup-found = Customers who match
customer-lookup-change = Change
customer-lookup-short = Keep typing: it takes at least three letters or digits.
