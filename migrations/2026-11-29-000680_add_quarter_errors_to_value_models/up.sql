-- How far visits were off in the first 90 days of the held-back period: what stands beside the visits expected in 90 days. NULL:
-- measured by an older program, which measured the whole period only. The locks are held for a moment.
ALTER TABLE value_models ADD COLUMN visits_error_90d double precision;
ALTER TABLE value_models ADD COLUMN visits_error_own_90d double precision;
