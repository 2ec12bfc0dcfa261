# What the builtin engine notices, recommends and writes.

proposal-insight-new = No services on record yet: the proposal starts from what first-time visitors choose most.
proposal-insight-last-visit = The last visit was on { $date }, { $since ->
    [0] today
    [one] yesterday
   *[other] { $since } days ago
}.
proposal-insight-due = Usually back every { $n ->
    [one] day
   *[other] { $n } days
}, and { $since ->
    [one] 1 has
   *[other] { $since } have
} passed since the last visit ({ $date }): a good moment to write.
proposal-insight-on-time = Usually back every { $n ->
    [one] day
   *[other] { $n } days
}; the last visit was { $since ->
    [0] today
    [one] yesterday
   *[other] { $since } days ago
} ({ $date }).
proposal-insight-lapsed = Used to be back every { $n ->
    [one] day
   *[other] { $n } days
}; the last visit was { $since } days ago ({ $date }).
proposal-insight-rhythm = Chooses { $category } about every { $n ->
    [one] day
   *[other] { $n } days
}.
proposal-insight-favourite = The favourite category is { $category }: { $n } of { $of ->
    [one] one service
   *[other] { $of } services
}.
proposal-insight-spend = Has spent { $money } on { $n ->
    [one] one service
   *[other] { $n } services
}.
proposal-insight-top-spend = Has spent { $money } on { $n ->
    [one] one service
   *[other] { $n } services
}: among the { $share } who spend most.
proposal-insight-since = Visiting since { $date }.

proposal-reason-rhythm = Chooses { $category } every { $n ->
    [one] day
   *[other] { $n } days
} and { $since ->
    [one] 1 has
   *[other] { $since } have
} passed: it is time.
proposal-reason-habit = Taken { $n } times before.
proposal-reason-season = In season: chosen more in { $season } than in the rest of the year.
proposal-reason-alike = Customers in the same situation often take it.
proposal-reason-first-visit = Among the most chosen on a first visit.
proposal-season-summer = summer
proposal-season-autumn = autumn
proposal-season-winter = winter
proposal-season-spring = spring

# The mail. $name is the place of the name; $category the favourite category; $month the month of the last visit.
proposal-mail-subject-vip = { $name }, we prepared something special for you
proposal-mail-subject-champions = { $name }, when shall we see you again?
proposal-mail-subject-loyal = { $name }, we thought about your next visit
proposal-mail-subject-promising = { $name }, ideas for your next visit
proposal-mail-subject-at_risk = { $name }, we miss you
proposal-mail-subject-hibernating = { $name }, it has been a while
proposal-mail-subject-lost = { $name }, shall we meet again?
proposal-mail-subject-occasional = { $name }, how about another visit?
proposal-mail-subject-none = { $name }, come and meet us

proposal-mail-greeting = Hello { $name },
proposal-mail-opening-vip = Thank you for choosing us again and again. Every visit of yours is a pleasure, so we prepared something special for you.
proposal-mail-opening-champions = How good to have you at { $organisation } so often! Thank you for coming back again and again.
proposal-mail-opening-loyal = Thank you for your trust. We love being part of your routine at { $organisation }, and we want your next visit to be even better.
proposal-mail-opening-promising = It was lovely to have you at { $organisation }, and we hope you enjoyed it as much as we did. We have a few ideas for whenever you feel like coming back.
proposal-mail-opening-at_risk = Your last visit was in { $month }, and we miss you. We would love to see you at { $organisation } again soon.
proposal-mail-opening-hibernating = It has been a good while since { $month }, when you last visited us. We would love to welcome you to { $organisation } again.
proposal-mail-opening-lost = We have not heard from you in a long time: your last visit was in { $month }. Whenever you feel like coming back to { $organisation }, you are very welcome.
proposal-mail-opening-occasional = Your last visit was in { $month }, and we think you deserve another break. There is always a place for you at { $organisation }.
proposal-mail-opening-none = We have not met yet, and we want your first visit to { $organisation } to be one to remember.
proposal-mail-ideas = With what you choose most in mind ({ $category }), we picked for you what you find below. Take your time and choose what suits you best.
proposal-mail-once-ideas = With what you chose when you visited us in mind ({ $category }), we picked for you what you find below. Take your time and choose what suits you best.
proposal-mail-first-ideas = Below you find what first-time visitors choose most: a good way to begin.
proposal-mail-closing = Shall we book it? Answer this mail and we will find the day and time that suit you best.
proposal-mail-signature = Warm regards,
    The { $organisation } team

proposal-mail-offer-best = A treat for those who always come back
proposal-mail-offer-win-back = To celebrate your return
proposal-mail-offer-other = For your next visit
proposal-mail-offer-first = For your first visit
