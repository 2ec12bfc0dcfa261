# Importing customers and history from a file, and taking it back.
nav-imports = Imports
import-new = Import a file
import-file = File
import-file-help = CSV or Excel (XLSX), with customers, services or both, up to 200 MB. You will see what happens before anything is stored.
import-upload = Upload file
import-list = Earlier imports
import-empty-title = No imports yet
import-empty-text = Upload a file with your customers or with the services they took.
import-method = We find out encoding, separator and the form of dates and amounts. Rows with errors are not imported: download them, mend them and upload them again. Importing the same file again changes nothing, and every import can be undone for 90 days.
import-state = State
import-range = { $from }–{ $to } of { $total }
import-kind-customers = Customers
import-kind-history = Services
import-kind-both = Customers and services
import-state-uploading = Uploading
import-state-reading = Reading the file
import-state-mapping = Columns to be named
import-state-checking = Trying
import-state-checked = Ready to import
import-state-importing = Importing
import-state-done = Imported
import-state-undoing = Undoing
import-state-undone = Undone
import-state-failed = Could not be read
import-rows = { $n ->
    [one] 1 row
   *[other] { $count } rows
}
import-file-missing = Choose a file.
import-file-empty = The file has no rows.
import-file-too-long = The file is over 200 MB. Split it, or pack it with gzip.
import-file-expands = The file unpacks to far more than its size, so we do not open it. Save it as CSV.
import-file-old = This is an Excel file of the old form (.xls). Save it as XLSX or CSV.
import-file-unknown = This is neither a CSV nor an XLSX file.
import-file-no-sheet = The file has no such sheet, or the sheet has no rows.
import-file-broken = The file is damaged and cannot be read.
import-upload-broken = The upload broke off. Try again.
import-failure-internal = This step could not be completed, and nothing was left half done. Try again; if it happens again, look at the jobs.
import-failure-cancelled = You stopped it: nothing of this step was stored.
import-failure-columns = Columns are missing. Check what each column is.
import-failure-retired = One of the fields of this file is not asked any more. Check what each column is.
import-failure-erased = The file was deleted because it could name a person who asked to be erased. Upload it again.
import-conflict = This import is at another step by now. Open it again.
import-undo-too-late = What it takes to undo this import is not kept any more.
import-mapping-title = What is each column?
import-header-line = The column headings are in line { $line }; what stands above is not imported.
import-undated = These columns look like those of services and are not imported: { $columns }. Services need the service, its date and its price; if the file has them, say below which column each one is.
import-mapping-errors = Check the columns
import-sheet = Sheet
import-sheet-help = The workbook has several sheets with rows, and one is imported at a time. For another, upload the file again.
import-sheet-read = Read this sheet
import-sheet-name = sheet “{ $name }”
import-columns = Columns of the file
import-columns-hint = What you choose is remembered for files with the same columns.
import-column = Column
import-examples = Examples
import-is = Is
import-is-column = What the column { $name } is
import-leave-out = Do not import
import-of-customers = Of the customer
import-of-history = Of the service
import-order = How are the dates read?
import-order-dayfirst = Day first: 03/07 is 3 July
import-order-monthfirst = Month first: 03/07 is March 7
import-order-help = The dates of this column can be read in two ways.
import-decimal = How are the amounts read?
import-decimal-comma = 1.234,56: a comma before the decimals
import-decimal-point = 1,234.56: a point before the decimals
import-source = System of origin
import-source-help = Leave it blank if all your files come from the same system. If the customer numbers of this file are those of another one (a calendar, the till), write its name, always the same: customer 7 of one system is not customer 7 of another.
import-sources = Used before: { $names }
import-columns-missing = Still to be named: { $columns }
import-columns-repeated = Two columns cannot be the same: { $columns }
import-check = Try without storing
import-discard = Discard file
import-discard-title = Discard this file?
import-discard-text = Nothing of it was imported. You can upload it again.
import-discarded = The file was discarded.
import-run = Import
import-change-columns = Change columns
import-see-customers = See customers
import-see-history = See history
import-another = Upload another file
import-cancel = Stop
import-cancelling = It is being stopped: nothing will be left half done.
import-over = It was over already.
import-progress-waiting = Waiting for its turn
import-progress-rows = { $done } rows read
import-progress-rows-of = { $done } of { $total } rows read
import-progress-comparing = Comparing the rows with what is stored
import-progress-trying = Trying what would become of the rows
import-progress-trying-of = { $done } of { $total } rows tried
import-progress-storing = Storing the rows
import-progress-storing-of = { $done } of { $total } rows stored
import-progress-refused = Putting the rows with errors by
import-progress-taking_back = Giving each record back what it was
import-trial = What an import would do
import-trial-hint = This is a trial: nothing is stored yet.
import-trial-said = What the trial said
import-changes = Customers that would change
import-changed-what = What
import-changed-before = Now
import-changed-after = Afterwards
import-shown-of = The first { $shown } of { $total } are shown.
import-report = What was imported
import-figure-read = Rows
import-figure-created = New
import-figure-updated = Changed
import-figure-customers-created = New customers
import-figure-customers-updated = Changed customers
import-figure-services-created = New services
import-figure-services-updated = Changed services
import-figure-unchanged = Unchanged rows
import-figure-no-visits = No visit (cancelled, no-show)
import-figure-rejected = With errors
import-by-trial = By the trial
import-customers = { $n ->
    [one] 1 customer
   *[other] { $count } customers
}
import-services = { $n ->
    [one] 1 service
   *[other] { $count } services
}
import-kept = { $n ->
    [one] In 1 row, what somebody changed or deleted by hand stays.
   *[other] In { $count } rows, what somebody changed or deleted by hand stays.
}
import-renamed = { $n ->
    [one] 1 person would get an entirely different name. Do the numbers come from the same system?
   *[other] { $count } people would get an entirely different name. Do the numbers come from the same system?
}
import-alike = { $n ->
    [one] 1 person seems to be among your customers already (the same tax id, or the same name with the same e-mail or phone) and would be there twice. You will find them under Duplicates.
   *[other] { $count } people seem to be among your customers already (the same tax id, or the same name with the same e-mail or phone) and would be there twice. You will find them under Duplicates.
}
import-alike-made = { $n ->
    [one] 1 person seems to be there twice since.
   *[other] { $count } people seem to be there twice since.
}
import-warning-no_email = { $n ->
    [one] 1 value is no address to write to; it is stored as it is.
   *[other] { $count } values are no addresses to write to; they are stored as they are.
}
import-warning-no_phone = { $n ->
    [one] 1 value is no phone that can be called; it is kept as it is.
   *[other] { $count } values are no phones that can be called; they are kept as they are.
}
import-warning-check_digit = { $n ->
    [one] 1 value has a wrong check digit; it is stored as it is.
   *[other] { $count } values have a wrong check digit; they are stored as they are.
}
import-warning-no_year = { $n ->
    [one] 1 date has no year; that date is not stored, the rest of the row is.
   *[other] { $count } dates have no year; those dates are not stored, the rest of each row is.
}
import-warning-no_owner = { $n ->
    [one] 1 value is neither the name nor the e-mail of one person of the team; that customer stays with whoever looks after them.
   *[other] { $count } values are neither the name nor the e-mail of one person of the team; those customers stay with whoever looks after them.
}
import-warning-no_kind = { $n ->
    [one] 1 value is not known: it may say Person or Company. It is not stored; the rest of its row is.
   *[other] { $count } values are not known: they may say Person or Company. They are not stored; the rest of each row is.
}
import-warning-no_status = { $n ->
    [one] 1 value is not known: it may say Prospect, Active, Inactive or Blocked. It is not stored; the rest of its row is.
   *[other] { $count } values are not known: they may say Prospect, Active, Inactive or Blocked. They are not stored; the rest of each row is.
}
import-warning-no_tag = { $n ->
    [one] In 1 row there are tags that are not stored: up to 20 fit, of at most 40 letters each. The rest of its row is stored.
   *[other] In { $count } rows there are tags that are not stored: up to 20 fit, of at most 40 letters each. The rest of each row is stored.
}
import-warning-line = line { $line } “{ $value }”
import-refused = { $n ->
    [one] 1 row with errors
   *[other] { $count } rows with errors
}
import-refused-hint = They are not imported. Download them, mend them and upload that file.
import-refused-download = Download rows with errors
# In the name of the file that is downloaded: letters and hyphens.
import-refused-ending = to-mend
import-line = Line
import-why = Reason
import-preview = First rows
import-preview-hint = What they would become.
import-yes = Yes
import-no = No
import-reason-missing = Missing
import-reason-date = “{ $value }” is not a date
import-reason-date_far = “{ $value }” is too far away: check the year
import-reason-money = “{ $value }” is not an amount
import-reason-money_precise = “{ $value }” has more decimals than the currency
import-reason-money_large = “{ $value }” is too large
import-reason-negative = “{ $value }” is negative
import-reason-flag = “{ $value }” is neither yes nor no
import-reason-number = “{ $value }” is not a number
import-reason-choice = “{ $value }” is none of the options
import-reason-choice_of = “{ $value }” is none of the options, which are: { $other }
import-reason-long = Is too long
import-reason-tags = “{ $value }”: too many tags, or one that is too long
import-reason-contradicts = “{ $value }” contradicts the date { $other }
import-reason-no_visit = “{ $value }”, but it is in the history: delete it if there was no visit
import-reason-repeated = Repeats the number of line { $value }
import-reason-same_person = Is the same person as in line { $value }
import-reason-unknown = No customer of this source has the number { $value }
import-reason-unknown_own = There is no customer with the number { $value } in Vínculo
import-reason-encoding = Has characters that cannot be read
import-reason-width = Has { $value } columns instead of { $other }
import-reason-width_one = Has { $value } column instead of { $other }
import-reason-nul = Has a NUL character
import-field-vinculo_id = Number in Vínculo
import-field-customer_id = Customer number
import-field-name = Name
import-field-surname = Surname
import-field-second_surname = Second surname
import-field-created_at = Customer since
import-field-id = Number of the sale or visit
import-field-service_type = Category
import-field-service_name = Service
import-field-service_date = Date of the service
import-field-price_paid = Price paid
import-field-season = Season
import-field-year = Year
import-field-status = Booking status
import-undo = Undo import
import-undo-title = Undo the whole import?
import-undo-text = What the import made is deleted, and what it changed is again what it was: customers, consents, services and every figure.
import-undo-customers-deleted = { $n ->
    [one] Up to 1 customer is deleted: whoever has something else by now stays
   *[other] Up to { $count } customers are deleted: whoever has something else by now stays
}
import-undo-customers-restored = { $n ->
    [one] 1 customer is again what it was
   *[other] { $count } customers are again what they were
}
import-undo-services-deleted = { $n ->
    [one] 1 service is deleted
   *[other] { $count } services are deleted
}
import-undo-services-restored = { $n ->
    [one] 1 service is again what it was
   *[other] { $count } services are again what they were
}
import-undo-used = A customer who has other data by now (a proposal, an invoice, an activity, other services) is not deleted; you will see which ones.
import-undo-edited = { $n ->
    [one] 1 record was edited after the import. It stays as it is.
   *[other] { $count } records were edited after the import. They stay as they are.
}
import-undo-edited-many = More than { $count } records were edited after the import. They stay as they are.
import-undo-more = { $n ->
    [one] and 1 more
   *[other] and { $count } more
}
import-undo-more-many = and more than { $count } more
import-edited-what = What changed since
import-edited-fields = Changed: { $fields }
import-edited-by-import = Another import changed it: { $file }
import-undo-edited-too = Also undo what was edited since
import-undo-edited-help = What was edited in the very data that the import changed is lost, and edited records that it made are deleted.
import-undo-now = Undo
import-undone-rows = { $n ->
    [one] 1 record was undone.
   *[other] { $count } records were undone.
}
import-left = { $n ->
    [one] 1 record stayed as it is
   *[other] { $count } records stayed as they are
}
import-left-hint = All the rest of the import was undone.
import-record = Record
import-table-customers = Customer
import-table-service_history = Service taken
import-table-services = Service of the catalogue
import-left-edited = Somebody edited it since
import-left-lost = Its former customer or service is gone
import-left-tax_id_taken = Its former tax id is another customer's by now
import-left-used-activities = Has activities
import-left-used-opportunities = Has opportunities
import-left-used-messages = Has messages
import-left-used-proposals = Has proposals
import-left-used-campaign_members = Is in a campaign
import-left-used-invoices = Has invoices
import-left-used-service_history = Has other services
import-left-used-consents = Has other consents
import-left-used-contacts = Has contact people
import-left-used-contact_points = Has other contact details
import-left-used-customer_merges = Was merged with another
import-left-used-proposal_items = Is in a proposal
import-left-used-other = Has other data
job-imports-read = Read a file
job-imports-undo = Undo an import
job-imports-forget = Forget imported files of over 90 days ago
audit-import-undone = Undid the import
