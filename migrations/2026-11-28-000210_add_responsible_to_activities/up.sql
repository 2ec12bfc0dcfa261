-- What programs say of an activity in words of their own: who is in charge, beside our own people, and notes.
ALTER TABLE activities ADD COLUMN responsible text;
ALTER TABLE activities ADD COLUMN notes text;
