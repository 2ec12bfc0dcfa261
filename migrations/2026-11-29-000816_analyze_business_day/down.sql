-- What the planner knows does no harm.
SELECT 1;
