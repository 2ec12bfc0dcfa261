-- What another system calls the customer's segment, beside ours. Nullable: no row is rewritten.
ALTER TABLE customers ADD COLUMN segment_label text;
