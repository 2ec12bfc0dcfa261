UPDATE call_pauses SET outcome = 'not_now' WHERE outcome = 'no_answer';
ALTER TABLE call_pauses DROP CONSTRAINT call_pauses_outcome_known,
    ADD CONSTRAINT call_pauses_outcome_known CHECK (outcome IN ('called', 'not_now'));
