# Notes, calls, tasks and whatever is done with a customer.

activity-add = Add note
activity-plan = Plan
activity-new = New activity
activity-new-note = New note
activity-edit = Edit activity
activity-kind = Kind
activity-title = Title
activity-title-help = What the list shows. Without a title, the first line of the text.
activity-body = Text
activity-due = Due
activity-due-help = Leave it empty if it has happened already.
activity-due-needed = Choose the day it is for.
activity-time = Time
activity-time-wrong = Write a valid time, such as 15:30.
activity-assignee = Assigned to
activity-assignee-none = Nobody
activity-more-fields = More fields
activity-placeholder = Write down what happened or what to remember
activity-note = Note
activity-call = Call
activity-meeting = Meeting
activity-email = E-mail
activity-task = Task
activity-sale = Sale
activity-payment = Payment
activity-conflict = This activity changed while you were editing it. Now it says: { $now }. If you save, what you typed here stays.
activity-created = Activity saved.
activity-planned = It is on the list of activities.
activity-deleted = Activity deleted.
activity-restored = The activity is back.
activity-complete = Mark as done: { $title }
activity-mark-done = Mark as done
activity-done = Done: { $title }
activity-done-at = Done on { $date }
activity-reopened = Still to be done.
activity-state-open = To do
activity-state-done = Done
activity-not-open = This activity is no longer to be done.
activity-options = Options for: { $title }
activity-postpone = Postpone
activity-postpone-to = Postpone to this day
activity-postpone-do = Postpone
activity-postponed = Postponed: { $due }.
activity-tomorrow = Tomorrow
activity-next-week = Next Monday
activity-overdue = { $n ->
    [1] Was due yesterday
   *[other] Was due { $count } days ago
}

activities-text = Calls, tasks and meetings to do, the most urgent first.
activities-views = Views of the list
activities-whose = Whose
activities-of-me = Mine
activities-of-team = The team's
activities-mine = Mine
activities-team = The team's
activities-overdue = Overdue
activities-today = Today
activities-next = Next
activities-done = Done
activities-range = { $from }–{ $to } of { $total }
activities-more-than = more than { $count }
activities-empty-mine = You have nothing to do
activities-empty-team = The team has nothing to do
activities-empty-overdue = Nothing is overdue
activities-empty-today = Nothing for today
activities-empty-next = Nothing planned for the next days
activities-empty-done = No activities done yet
activities-empty-text = Plan a call or a task and it will appear here on its day.
activities-panel = Today's tasks
activities-pending = { $n ->
    [0] nothing to do
    [one] { $count } to do
   *[other] { $count } to do
}
activities-panel-empty = Nothing is due today. What you plan will appear here.
activities-panel-more = { $n ->
    [one] and { $count } more
   *[other] and { $count } more
}

api-activity-not-found = Activity not found
