# What customers will be worth, how often they come, and whom to call today.

call-list-text = Good customers who should have been back by now: first those with most at stake.
call-list-people = { $n ->
    [one] { $count } person
   *[other] { $count } people
}
call-list-many-people = more than { $count } people
call-list-with-phone = With a phone
call-list-stake-help = “At stake” is what the forecast expects each customer to spend in the next 12 months, times the chance that they are gone. What is expected reckons already with their not coming back: of those who are almost certainly gone, little is at stake.
call-list-cheap-too = Show also those with little at stake
call-list-worth-only = Show only those worth a call
call-list-worth = Whoever has less at stake than a median visit brings is left out, unless you ask for them above.
call-list-range = { $from }–{ $to } of { $total }
call-list-more-than = more than { $count }
call-list-overdue = { $n ->
    [one] { $count } day overdue
   *[other] { $count } days overdue
}
call-list-last = Last visit on { $date } ({ $ago })
call-list-favourite = Likes { $service }
call-list-chance = { $chance } chance of still being a customer
call-list-at-stake = { $amount } at stake
call-list-planned = Already planned
call-list-no-phone = No phone
call-list-whatsapp = Write to { $name } on WhatsApp
call-list-outcome = Outcome
call-list-and-more = and more
call-list-outcome-of = Outcome and more: what happened with { $name }
call-list-note = What was said
call-list-called = Called
call-list-not-now = Not now
call-list-no-answer = No answer
call-list-no-answer-of = No answer: { $name }
call-list-tried = { $n ->
    [one] { $count } attempt without an answer, { $ago }
   *[other] { $count } attempts, the last { $ago }
}
call-list-note-for = Note: write one about { $name }
call-list-task-for = Task: plan one with { $name }
call-list-proposal = Proposal
call-list-proposal-for = Proposal: generate one for { $name }
call-list-called-title = Follow-up call
call-list-not-now-title = Do not call until { $date }
call-list-no-answer-title = Call: no answer
call-list-noted-called = The call is noted. Back on the list on { $date } unless there is a visit before.
call-list-noted-not_now = Left for { $date }.
call-list-noted-no_answer = Noted that nobody answered. Back on the list on { $date }.
call-list-already = It is noted on the timeline. Somebody else had taken this customer off the list already: the date of return stays as it was.
call-list-twice = You noted this already; nothing else was noted.
call-list-taken-back = Back on the list.
outcome-called = Call made
outcome-not_now = Not now
outcome-no_answer = No answer
call-list-empty-title = Nobody to call today
call-list-who = Customers with { $services } or more services, or a spend of { $spend } or more, appear here once they are late by their own rhythm, unless they have refused calls or somebody called them these days.
call-list-untold-title = No forecast yet

value-panel = Rhythm and forecast
value-every = comes every { $days } for { $category }
value-every-usual = usual for { $category }: every { $days }
value-habit = Usually comes every { $days } for { $category }
value-habit-usual = Customers for { $category } usually come back every { $days }
value-every-days = { $n ->
    [one] every day
   *[other] every { $count } days
}
value-every-days-usual = { $n ->
    [one] usual: every day
   *[other] usual: every { $count } days
}
value-dates = last { $last } · due { $due }
value-is-overdue = { $habit }: { $word }.
value-is-due = { $habit }: due on { $word }.
value-is-overdue-since = { $habit }. Came for something else on { $date }: { $word }.
value-is-due-since = { $habit }. Came for something else on { $date }: due on { $word }.
value-no-rhythm = Not enough visits yet to speak of a rhythm.
value-visits-90d = Expected visits in 90 days
value-alive = Chance of still being a customer
value-alive-once = One visit alone does not tell.
value-year = Value over the next 12 months
value-year-of = { $visits } visits of { $spend }
value-held-back = To measure the error we hold back the last { $days } and forecast them from what was known before.
value-visits-error = Over { $days } the forecast is usually off by { $error } visits per customer (by their own rate alone: { $own }).
value-spend-error = Over { $days } the forecast is usually off by { $error } per customer (by their own rate and spend alone: { $own }).
value-together = In the whole period held back { $expected } visits of { $customers } customers were expected, and { $made } were made.
value-as-of = Computed for { $date }.
value-came-after = There was a visit since; the forecast follows tonight.
value-tonight = The forecast is computed at night, or a few minutes after an import.
value-too-few = { $n ->
    [one] { $count } more customer who came back is needed to fit the forecast and check it.
   *[other] { $count } more customers who came back are needed to fit the forecast and check it.
}
value-too-short = { $n ->
    [one] { $count } more day of history is needed to hold back a period and check the forecast.
   *[other] { $count } more days of history are needed to hold back a period and check the forecast.
}
value-unsettled = The model came to no reliable result on today's history, so no forecast is shown.
value-how = How it is computed
value-method = The order is what is at stake: the spend expected over 12 months times the chance that the customer is gone. Overdue is who has not come back within the own rhythm, counted from the last visit, whatever it was for. The rhythm is the median between visits of each category; with fewer than three own intervals it is drawn towards the category's.
value-base = Fitted on the { $total } customers with history on { $date }.
value-base-sample = Fitted on a sample of { $count } of the { $total } customers with history on { $date }.
value-parameters = Visits (BG/NBD, by week): { $visits }. Spend (Gamma-Gamma): { $spend }.
