-- What must be at stake for a call to pay: what a visit usually brings, in minor units. NULL: of an older program, which called for
-- anything. The lock is held for a moment.
ALTER TABLE value_models ADD COLUMN worth_a_call bigint;
