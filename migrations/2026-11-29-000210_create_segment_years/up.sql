-- What a customer spent in the twelve months up to the business day; no row for nothing. Who was deleted has none.
CREATE TABLE customer_years (
    customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    -- minor units
    spend bigint NOT NULL
);

-- The same by the segment that customers are in now. Appended differences, as in service_days: whichever of the two changes,
-- the other is read as it stands, under the lock of the customer's row.
CREATE TABLE segment_years (
    segment text NOT NULL,
    spend bigint NOT NULL
);

CREATE FUNCTION segment_years_inserted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_years
    SELECT segment, sum(years.spend) FROM new_rows AS years JOIN customer_metrics USING (customer_id) GROUP BY 1;
    RETURN NULL;
END $$;

CREATE FUNCTION segment_years_deleted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_years
    SELECT segment, -sum(years.spend) FROM old_rows AS years JOIN customer_metrics USING (customer_id) GROUP BY 1;
    RETURN NULL;
END $$;

CREATE FUNCTION segment_years_updated() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_years
    SELECT segment, sum(years.spend)
    FROM (SELECT customer_id, -spend AS spend FROM old_rows UNION ALL SELECT customer_id, spend FROM new_rows) AS years
    JOIN customer_metrics USING (customer_id)
    GROUP BY 1 HAVING sum(years.spend) <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER years_inserted AFTER INSERT ON customer_years REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_years_inserted();
CREATE TRIGGER years_updated AFTER UPDATE ON customer_years REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_years_updated();
CREATE TRIGGER years_deleted AFTER DELETE ON customer_years REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_years_deleted();

CREATE FUNCTION segment_years_entered() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_years
    SELECT segment, sum(years.spend) FROM new_rows JOIN customer_years AS years USING (customer_id) GROUP BY 1;
    RETURN NULL;
END $$;

CREATE FUNCTION segment_years_left() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_years
    SELECT segment, -sum(years.spend) FROM old_rows JOIN customer_years AS years USING (customer_id) GROUP BY 1;
    RETURN NULL;
END $$;

CREATE FUNCTION segment_years_moved() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO segment_years
    SELECT moved.segment, sum(moved.sign * years.spend)
    FROM (SELECT customer_id, segment, -1 AS sign FROM old_rows
          UNION ALL SELECT customer_id, segment, 1 FROM new_rows) AS moved
    JOIN customer_years AS years USING (customer_id)
    GROUP BY 1 HAVING sum(moved.sign * years.spend) <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER years_entered AFTER INSERT ON customer_metrics REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_years_entered();
CREATE TRIGGER years_moved AFTER UPDATE ON customer_metrics REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_years_moved();
CREATE TRIGGER years_left AFTER DELETE ON customer_metrics REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segment_years_left();
CREATE TRIGGER years_not_truncated BEFORE TRUNCATE ON customer_years EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER years_not_truncated BEFORE TRUNCATE ON segment_years EXECUTE FUNCTION refuse_truncate();

-- Sums the last twelve months of some customers anew, as the caller's locks allow.
CREATE FUNCTION recount_customer_years(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    held_day date;
BEGIN
    SELECT day INTO STRICT held_day FROM business_day;

    WITH counted AS MATERIALIZED (
        SELECT h.customer_id, sum(h.price)::bigint AS spend
        FROM (SELECT DISTINCT id FROM unnest(ids) AS given (id)) AS given
        JOIN customers c ON c.id = given.id AND c.deleted_at IS NULL
        JOIN service_history h ON h.customer_id = c.id AND h.date > (held_day - interval '1 year')::date AND h.date <= held_day
        GROUP BY 1 HAVING sum(h.price) <> 0
    ), without AS (
        DELETE FROM customer_years old
        WHERE old.customer_id IN (SELECT unnest(ids))
          AND NOT EXISTS (SELECT FROM counted WHERE counted.customer_id = old.customer_id)
    )
    INSERT INTO customer_years AS old (customer_id, spend) SELECT * FROM counted
    ON CONFLICT (customer_id) DO UPDATE SET spend = excluded.spend WHERE old.spend <> excluded.spend;
END $$;

CREATE FUNCTION compact_segments() RETURNS bigint LANGUAGE sql
RETURN merge_differences('segment_flows', 'month, from_segment, to_segment', '{customers,year_spend}')
     + merge_differences('segment_years', 'segment', '{spend}');
