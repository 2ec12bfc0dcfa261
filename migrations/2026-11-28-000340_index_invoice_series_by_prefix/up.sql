-- Two series with one prefix would give the same numbers, and the second could never issue.
-- accepted: the table has a handful of rows
CREATE UNIQUE INDEX invoice_series_prefix_unique ON invoice_series (prefix) WHERE NOT is_external;
