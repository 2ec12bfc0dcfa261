# Notes, calls and meetings.

activity-add = Add note
activity-new = New note
activity-edit = Edit note
activity-kind = Kind
activity-body = Text of the note
activity-placeholder = Write down what happened or what to remember
activity-note = Note
activity-call = Call
activity-meeting = Meeting
activity-email = E-mail
activity-task = Task
activity-sale = Sale
activity-payment = Payment
activity-conflict = This note changed while you were editing it. Now it says: { $now }. If you save, what you typed here stays.
activity-created = Note saved.
activity-deleted = Note deleted.
activity-restored = The note is back.
