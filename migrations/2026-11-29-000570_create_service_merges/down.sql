DROP TABLE service_merge_rows;
DROP TABLE service_merges;
