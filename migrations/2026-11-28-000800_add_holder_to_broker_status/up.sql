-- Which program holds the line, and when it last said so: one that was killed says nothing any more.
ALTER TABLE broker_status ADD COLUMN holder uuid;
ALTER TABLE broker_status ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();
