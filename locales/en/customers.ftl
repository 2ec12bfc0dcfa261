# List, search and form of customers.

customers-new = New customer
customers-search-placeholder = Name, e-mail, phone or tax id
customers-any-segment = All segments
customers-any-status = All statuses
customers-any-owner = Looked after by anybody
customers-mine = My customers
customers-tag = Tag
customers-chip-tag = Tag: { $value }
customers-contact = Contact
customers-services = Services
customers-spend = Spend
customers-last-visit = Last visit
customers-show-all = Show all customers
customers-many = More than { $count } customers
customers-more-than = more than { $count }
customers-range = { $from }–{ $to } of { $total }
customers-too-many = There are more customers than these pages can hold. Add a filter or search by name to reach them.
customers-chip-r = Recency { $value }
customers-chip-f = Frequency { $value }

customers-short-title = Type at least three letters or digits
customers-short-text = With fewer, the search would find almost everybody.
customers-none-title = We found nobody like that
customers-none-text = Check the spelling, or try a part of the name, e-mail or phone.
customers-empty-title = There are no customers yet
customers-empty-text = Add the first one, or import a file with those you have.

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
customer-segment-label = Own segment
customer-segment-label-help = A word of yours or of another system, beside the computed segment.
customer-credit-limit = Credit limit
customer-credit-limit-help = The most they may owe, in the currency of the business. Blank: no limit; with 0 they have no credit.
customer-credit-amount = Write an amount such as 500,000.
customer-credit-negative = A limit cannot be negative.
customer-credit-decimals = This currency has fewer decimals.
customer-credit-large = That is more than can be stored.
customer-source = How they came
customer-sector = Sector
customer-website = Website
customer-tags = Tags
customer-tags-help = Separated by commas.
customer-allow-alike = Save anyway: they are another person
customer-allow-shared-email = Save anyway: they share the address
customer-see = See { $name }
opens-in-tab = (opens in another tab)
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
field-alike = There is somebody very much alike already. Check whether it is the same person.
field-email-shared = Other customers have this address. If they share it, tick the box and save again.
field-erased = A person with this asked to be erased. If they came back of their own accord, tick the box and save again.
customer-allow-erased = The person came back and wants us to keep their data
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
field-greeting = Only a name or form of address, like “Ms Rojas”: no links, prices or telephones.

# Filters, columns and the table for spreadsheets.
customers-nobodys = Nobody's in particular
customers-owner-disabled = { $name } (access disabled)
customers-choice-gone = { $value } (no longer there)
customers-more-filters = More filters
customers-unread-money = We did not understand this amount.
customers-unread-number = We did not understand this number.
customers-unread-date = We did not understand this date.
customers-unread-choice = We did not understand this option.
customers-unread = We did not understand all of the filters, and the list leaves this aside: { $filters }.
customers-unread-drop = Remove what we did not understand
customers-apply = Apply
customers-any = Any
customers-from = From
customers-to = To
customers-away = Not here for (days)
customers-category = Came for
customers-consent = Consent
customers-has-late = Late by their own rhythm
customers-late-since = Late by their own rhythm since
customers-has-overdue = Owes something overdue
customers-own-number = No. in Vínculo
customers-first-visit = First visit
customers-overdue = Overdue
customers-consent-email = Consent to email
customers-consent-whatsapp = Consent to WhatsApp
customers-consent-sms = Consent to SMS
customers-consent-call = Consent to calls
customers-created-at = Record created
customers-own-fields = Other data
customers-columns = Columns
customers-columns-which = What to show of each customer
customers-columns-usual = The usual ones
customers-columns-apply = Show
customers-export = Export
customers-export-columns = With these columns
customers-export-all = With everything
customers-export-every = A spreadsheet with every customer of the list
customers-export-some = { $n ->
    [one] A spreadsheet with { $count } customer
   *[other] A spreadsheet with the { $count } customers
}
customers-chip-owner = Owned by { $value }
customers-chip-m = Monetary { $value }
customers-chip-city = City: { $value }
customers-chip-source = Came by: { $value }
customers-chip-category = Came for: { $value }
customers-chip-spend_from = Spend from { $value }
customers-chip-spend_to = Spend up to { $value }
customers-chip-services_from = Services from { $value }
customers-chip-services_to = Services up to { $value }
customers-chip-last_from = Last visit from { $value }
customers-chip-last_to = Last visit up to { $value }
customers-chip-away = Not here for { $value } days
customers-chip-overdue = With something overdue
customers-chip-late = Late by their own rhythm
customers-chip-first_from = First visit from { $value }
customers-chip-first_to = First visit up to { $value }
customers-chip-own = { $name }: { $value }
customers-chip-own-from = { $name } from { $value }
customers-chip-own-to = { $name } up to { $value }
customers-chip-own-day-from = { $name } from { $value }
customers-chip-own-day-to = { $name } up to { $value }

# Saved lists.
view-label = Saved lists
view-everybody = Everybody
view-save = Save list
view-save-text = Keeps the filters, the columns and the order that you see.
view-name = Name of the list
view-share = For the whole team
view-is-shared = the team's
view-is-own = only yours
view-menu = Options of the list { $name }
view-update = Update “{ $name }”
view-default-use = Begin with this list
view-default-stop = No longer begin with this list
view-delete = Delete the list
view-saved = List saved.
view-deleted = List deleted.
view-restored = The list is back.
view-default-on = From now on, Customers opens with this list.
view-default-off = Customers opens with everybody again.
view-name-needed = Give the list a name.
view-name-long = The name can have up to 40 letters.
view-name-taken = There is a list of that name already. Choose another.
view-changed = The saved list changed while you looked at this one: it was not updated, and your filters are still here. Open it in its tab, or update it again to make it like yours.
view-too-many = You have too many saved lists already. Delete one first.

# Changes to several customers at once.
batch-list = Changes to several
batch-none-title = No changes yet
batch-none-text = Tick some customers in the list and choose “Change…”.
batch-stop = Stop and undo
batch-title-unknown = Change by another version of the program
batch-count-changed = The list changed while you looked at it: they are others now. Check how many there are and confirm again.
batch-new = Change several customers
batch-select = Choose { $name }
batch-select-all = Choose everybody on this page
batch-next = Change…
batch-these = The chosen ones
batch-all = { $n ->
    [one] The only one of the list
   *[other] All { $count } of the list
}
batch-all-many = Everybody of the list
# The script puts the number in the place of #.
batch-picked-one = 1 chosen
batch-picked-many = # chosen
batch-whom = Whom
batch-export = Export the chosen ones
batch-nobody-title = You chose nobody
batch-nobody-text = Go back to the list and tick whom you want to change.
batch-back = Back to the list
batch-who = { $n ->
    [one] { $count } customer will be changed
   *[other] { $count } customers will be changed
}
batch-what = What to change
batch-tag = Put a tag
batch-untag = Take a tag off
batch-tag-name = Tag
batch-assign = Give to somebody
batch-consent = Note a consent
batch-consent-what = What they said
batch-choose = Choose one
batch-proof = What shows it
batch-proof-help = Where and when they said it, for example: form at the fair of 12 October.
batch-proof-needed = Write what shows that they said it.
batch-delete = Delete
batch-delete-text = They no longer appear; their services and invoices are kept. It can be undone.
batch-do = Make the change
batch-action-needed = Choose what to change.
batch-begun = The change is under way.
batch-title-tag = Put the tag “{ $tag }”
batch-title-untag = Take the tag “{ $tag }” off
batch-title-assign = Give to { $owner }
batch-title-assign-nobody = Give to nobody
batch-title-consent = Consent ({ $channel }): { $state }
batch-title-delete = Delete customers
batch-by = { $name }, { $at }
batch-state-collecting = Gathering the customers…
batch-state-working = Making the change…
batch-state-done = Done
batch-other-count = The list changed before the start: there are { $found } now instead of { $expected }. Nothing was changed; choose again.
batch-state-undoing = Undoing…
batch-undone-at = Undone on { $at }
batch-progress = { $settled } of { $total }
batch-outcome-done = { $n ->
    [one] { $count } customer changed
   *[other] { $count } customers changed
}
batch-outcome-deleted = { $n ->
    [one] { $count } customer deleted
   *[other] { $count } customers deleted
}
batch-outcome-same = { $n ->
    [one] { $count } was so already
   *[other] { $count } were so already
}
batch-outcome-gone = { $n ->
    [one] { $count } was gone
   *[other] { $count } were gone
}
batch-outcome-full = { $n ->
    [one] { $count } has no room for another tag
   *[other] { $count } have no room for another tag
}
batch-outcome-withdrawn = { $n ->
    [one] { $count } refused or withdrew the consent, and can only give it in person
   *[other] { $count } refused or withdrew the consent, and can only give it in person
}
batch-outcome-undone = { $n ->
    [one] { $count } is as before
   *[other] { $count } are as before
}
batch-outcome-changed = { $n ->
    [one] { $count } was changed since, and stayed as it is
   *[other] { $count } were changed since, and stayed as they are
}
batch-outcome-taken = { $n ->
    [one] { $count } did not come back: another customer has the tax id now
   *[other] { $count } did not come back: another customer has the tax id now
}
batch-outcome-alike = { $n ->
    [one] { $count } is still in the bin: somebody known by the same asked to be erased
   *[other] { $count } are still in the bin: somebody known by the same asked to be erased
}
batch-outcome-erasing = { $n ->
    [one] { $count } did not come back: somebody asked for their data to be erased
   *[other] { $count } did not come back: somebody asked for their data to be erased
}
batch-left = Left as they were
batch-why-full = Has 20 tags already
batch-why-withdrawn = Refused or withdrew the consent
batch-why-changed = Somebody changed it since
batch-why-taken = Another customer has the tax id
batch-why-alike = Somebody known by the same asked to be erased: look before you restore them
batch-why-erasing = Somebody asked for their data to be erased
batch-undo-title = Undo this change?
batch-undo-text = Each customer goes back to how it was. Those that somebody changed since stay as they are.
customers-list-end = This is the last of the list.
customers-list-begin = This is the first of the list.

# The tags of all customers.
tags-text = Rename a tag, merge two that are the same, or take one off everybody.
tags-search = Find a tag
tags-empty-title = No tags yet
tags-empty-text = They are put on each customer’s record, or on several at once from the list.
tags-none-title = No tag is called that
tags-none-text = Check how it is written.
tags-range = { $from }–{ $to } of { $total }
tags-capped = You see the { $count } tags used most.
tags-edit = Change
tags-edit-which = Change the tag “{ $tag }”
tags-edit-filter = Change this tag
tags-alike = Written almost alike
tags-alike-text = Only capitals or accents differ.
tags-alike-merge = Merge with “{ $tag }” ({ $customers })
tags-rename = Rename or merge with another
tags-new-name = New name
tags-new-name-help = If there is a tag of that name, the two are merged. Before it is done you see how many customers it is about.
tags-same = That is its name already.
tags-review = Review
tags-will-rename = “{ $from }” will be called “{ $to }” ({ $customers }).
tags-will-merge = “{ $to }” exists already: once they are merged, “{ $from }” is gone.
tags-merge-by-now = Somebody began to use that name meanwhile, so that two tags would be merged now. Check and confirm again.
tags-both = With both
tags-after = With “{ $tag }” in the end
tags-near = There is one that is written almost alike:
tags-views-follow = These saved lists use the tag and change with it:
tags-views-empty = These saved lists use the tag and would be without customers:
tags-views-others = { $n ->
    [one] ({ $count } of somebody else)
   *[other] ({ $count } of other people)
}
tags-drafts-follow = Campaign drafts that use the tag and change with it:
tags-drafts-empty = Campaign drafts that use the tag and would be without customers:
tags-do-rename = Rename
tags-do-merge = Merge the tags
tags-remove = Take off everybody
tags-remove-text = { $n ->
    [one] The tag is taken off { $count } customer. It can be undone.
   *[other] The tag is taken off { $count } customers. It can be undone.
}
tags-gone = Nobody has that tag any more.
field-tag = At most 40 characters, without commas or semicolons.
batch-title-retag = Change the tag “{ $from }” to “{ $to }”
batch-followed = { $n ->
    [one] { $count } saved list changed with the tag.
   *[other] { $count } saved lists changed with the tag.
}
batch-followed-drafts = { $n ->
    [one] { $count } campaign draft changed with the tag.
   *[other] { $count } campaign drafts changed with the tag.
}
batch-still = Still with “{ $tag }”: { $customers }

# The bin: deleted customers.
deleted-title = Bin
deleted-link = Bin
deleted-look = Look in the bin
deleted-intro = Who is in the bin, since when and by whom. Restoring brings a customer back with everything of theirs.
deleted-search = Name, e-mail or phone
deleted-when = Deleted
deleted-by = Deleted by
deleted-restore = Restore
deleted-restore-of = Restore { $name }
deleted-restore-anyway = Restore anyway
deleted-privacy-of = Personal data of { $name }
deleted-became = Merged into { $name }
deleted-restored = The customer is back.
deleted-newest = Newest
deleted-older = Older
deleted-all = See all of the bin
deleted-empty-title = The bin is empty
deleted-empty-text = Whoever is deleted will be listed here, and can be restored.
deleted-none-title = No results
deleted-none-text = Try another part of the name, e-mail or phone. Whoever asked for their data to be erased is not listed.
deleted-page-title = This customer was deleted
deleted-page-on = Deleted on { $date }.
deleted-page-became = Merged into another record:
deleted-page-ask = If that was a mistake, ask an administrator to restore them.
deleted-being-erased = Somebody asked for their data to be erased, which is under way: they cannot be restored.
deleted-erasing = Their data are being erased
deleted-refused = Not restored, and nothing changed.
deleted-tax-id-taken = Another customer has the tax id by now:
deleted-tax-id-way = Correct that record and try again.
deleted-email-taken = The e-mail address by now belongs to:
deleted-person-erased = Somebody with the same e-mail, phone or tax id asked for their data to be erased. Restore them only if they are somebody else or ask for it.
