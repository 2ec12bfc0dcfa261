-- When the person was erased: the row stays for what they bought, without them. Nullable: no row is rewritten.
ALTER TABLE customers ADD COLUMN erased_at timestamptz;
