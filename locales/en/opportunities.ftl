# What may be sold: board, list, forecast and page.

opportunity-new = New opportunity
opportunity-edit = Edit opportunity
opportunity-title = Title
opportunity-stage = Stage
opportunity-value = Value
opportunity-value-wrong = Write an amount, such as 250,000.
opportunity-value-negative = The value cannot be negative.
opportunity-value-large = That value is too large.
opportunity-value-decimals = That currency does not have so many decimals.
opportunity-currency = Currency
opportunity-probability = Probability
opportunity-probability-help = In percent. Empty, what is usual in its stage.
opportunity-percent-wrong = Write a whole number from 0 to 100.
opportunity-close = Expected close
opportunity-products = Products
opportunity-products-help = One a line.
opportunity-description = Description
opportunity-owner = Owner
opportunity-no-owner = Nobody
opportunity-figures = Figures of the opportunity
opportunity-details = Details
opportunity-late = The date has passed
opportunity-steps = History of stages
opportunity-plan = Plan the next step
opportunity-bill = Invoice
opportunity-tasks = Activities
opportunity-tasks-empty = Nothing is planned for this opportunity.
opportunity-source = Came from
opportunity-source-proposal = A proposal
opportunity-source-activity = An activity
opportunity-source-taken = Another opportunity has taken the place of this one.
opportunity-proposal-unwritten = The proposal is not written yet.
opportunity-from-proposal = Create opportunity
opportunity-from-activity = Create opportunity
opportunity-created = Opportunity created.
opportunity-there = There was an opportunity already: this one.
opportunity-deleted = Opportunity deleted.
opportunity-restored = The opportunity is back.
opportunity-moved = “{ $title }” is now in { $stage }.
opportunity-conflict = This opportunity changed while you were editing it. Now it says: { $now }. If you save, what you typed here stays.
opportunity-menu = Move: { $title }
opportunity-move-to = Move to
opportunity-up = Up in the column
opportunity-down = Down in the column
opportunity-won-note = Note on winning it
opportunity-lose = Mark as lost
opportunity-lost-why = Why was it lost?
opportunity-lost-reason = Reason
opportunity-change-reason = Change the reason
opportunity-close-note = Closing note
opportunity-closed-at = Closed
opportunity-ending = Close
opportunity-stage-initial = Initial
opportunity-stage-contact = Contact
opportunity-stage-proposal = Proposal
opportunity-stage-negotiation = Negotiation
opportunity-stage-won = Won
opportunity-stage-lost = Lost
opportunity-reason-price = Price
opportunity-reason-timing = Not the right time
opportunity-reason-competitor = Chose somebody else
opportunity-reason-no_need = Does not need it
opportunity-reason-no_answer = Stopped answering
opportunity-reason-other = Another reason

opportunities-views = Views of the opportunities
opportunities-board = Board
opportunities-list = List
opportunities-forecast = Forecast
opportunities-mine = Mine
opportunities-everybody = The whole team's
opportunities-closing = Closing within 30 days
opportunities-won-now = Won this month
opportunities-open = All that are open
opportunities-search = Title or customer
opportunities-of-everybody = Show everybody's
opportunities-any-stage = All stages
opportunities-drag-hint = Drag the cards or use their menu.
opportunities-weighted = { $amount } weighted
opportunities-column-empty = No opportunities
opportunities-see-all = { $n ->
    [one] See { $count }
   *[other] See all { $count }
}
opportunities-see-closed = View all
opportunities-recent = { $n ->
    [one] Of the last day.
   *[other] Of the last { $count } days.
}
opportunities-range = { $from }–{ $to } of { $total }
opportunities-more-than = more than { $count }
opportunities-none-title = No opportunity matches
opportunities-none-text = Try another stage or another person.
opportunities-empty-title = No opportunities yet
opportunities-empty-text = Create the first one, or make it of a proposal or an activity.
opportunities-panel-empty = No open opportunities.

forecast-title = Expected close by month, { $currency }
forecast-description = In the next 12 months: { $weighted } weighted by probability, of { $value } in all.
forecast-weighted = Weighted
forecast-value = Total value
forecast-count = Opportunities
forecast-rest = Outside these months
forecast-late = Date has passed
forecast-later = Later on
forecast-undated = No date
forecast-empty-title = Nothing to forecast
forecast-empty-text = Open opportunities appear here in the month of their expected close.

pipeline-panel = Sales under way
pipeline-open = Open opportunities
pipeline-count = { $n ->
    [0] no opportunity
    [one] { $count } opportunity
   *[other] { $count } opportunities
}
pipeline-weighted-hint = by how likely they are
pipeline-closing = Closing within 30 days
pipeline-won = Won this month
pipeline-other-currency = { $open } open, { $won } won this month

api-opportunity-not-found = Opportunity not found
