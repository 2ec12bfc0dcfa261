-- The grid of the segments page and the counts of the dashboard, so that neither reads a row per customer. Appended
-- differences, as in service_days.
CREATE TABLE rfm_cells (
    r smallint NOT NULL,
    f smallint NOT NULL,
    m smallint NOT NULL,
    segment text NOT NULL,
    customers bigint NOT NULL,
    -- minor units
    spend bigint NOT NULL,
    -- sum of (last_date - 2000-01-01): gives the mean days since the last service at any later day
    last_day_sum bigint NOT NULL
);

-- Customers who are not deleted.
CREATE TABLE customer_tallies (
    status text NOT NULL,
    customers bigint NOT NULL
);

CREATE FUNCTION rfm_cells_inserted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO rfm_cells
    SELECT r, f, m, segment, count(*), sum(spend), sum(last_date - date '2000-01-01')
    FROM new_rows GROUP BY r, f, m, segment;
    RETURN NULL;
END $$;

CREATE FUNCTION rfm_cells_deleted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO rfm_cells
    SELECT r, f, m, segment, -count(*), -sum(spend), -sum(last_date - date '2000-01-01')
    FROM old_rows GROUP BY r, f, m, segment;
    RETURN NULL;
END $$;

CREATE FUNCTION rfm_cells_updated() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO rfm_cells
    SELECT r, f, m, segment, sum(sign), sum(sign * spend), sum(sign * (last_date - date '2000-01-01'))
    FROM (SELECT r, f, m, segment, spend, last_date, -1 AS sign FROM old_rows
          UNION ALL SELECT r, f, m, segment, spend, last_date, 1 FROM new_rows) AS both_rows
    GROUP BY r, f, m, segment
    HAVING sum(sign) <> 0 OR sum(sign * spend) <> 0 OR sum(sign * (last_date - date '2000-01-01')) <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER cells_inserted AFTER INSERT ON customer_metrics REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rfm_cells_inserted();
CREATE TRIGGER cells_updated AFTER UPDATE ON customer_metrics REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rfm_cells_updated();
CREATE TRIGGER cells_deleted AFTER DELETE ON customer_metrics REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rfm_cells_deleted();

CREATE FUNCTION customer_tallies_inserted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO customer_tallies
    SELECT status, count(*) FROM new_rows WHERE deleted_at IS NULL GROUP BY status;
    RETURN NULL;
END $$;

CREATE FUNCTION customer_tallies_deleted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO customer_tallies
    SELECT status, -count(*) FROM old_rows WHERE deleted_at IS NULL GROUP BY status;
    RETURN NULL;
END $$;

CREATE FUNCTION customer_tallies_updated() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO customer_tallies
    SELECT old.status, -1 WHERE old.deleted_at IS NULL
    UNION ALL SELECT new.status, 1 WHERE new.deleted_at IS NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER tallies_inserted AFTER INSERT ON customers REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION customer_tallies_inserted();
-- By row: most changes of a customer touch neither column, and by statement they would all be copied to look.
CREATE TRIGGER tallies_updated AFTER UPDATE OF status, deleted_at ON customers
    FOR EACH ROW WHEN (old.status <> new.status OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL))
    EXECUTE FUNCTION customer_tallies_updated();
CREATE TRIGGER tallies_deleted AFTER DELETE ON customers REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION customer_tallies_deleted();

CREATE TRIGGER tallies_not_truncated BEFORE TRUNCATE ON customers EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER tallies_not_truncated BEFORE TRUNCATE ON rfm_cells EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER tallies_not_truncated BEFORE TRUNCATE ON customer_tallies EXECUTE FUNCTION refuse_truncate();

CREATE FUNCTION compact_tallies() RETURNS bigint LANGUAGE sql
RETURN merge_differences('rfm_cells', 'r, f, m, segment', '{customers,spend,last_day_sum}')
     + merge_differences('customer_tallies', 'status', '{customers}');

-- For a database that already has customers.
INSERT INTO rfm_cells
SELECT r, f, m, segment, count(*), sum(spend), sum(last_date - date '2000-01-01')
FROM customer_metrics GROUP BY r, f, m, segment;
INSERT INTO customer_tallies
SELECT status, count(*) FROM customers WHERE deleted_at IS NULL GROUP BY status;
