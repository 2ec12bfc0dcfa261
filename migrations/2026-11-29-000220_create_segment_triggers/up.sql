-- Customers whose segment_changes and customer_years wait to be computed anew: all after new thresholds, those whom a large import
-- or a moved day touched. A job works through them in batches; pages say so until none is left. Without a foreign key: all
-- customers enter at once while writers are kept out, and checking it would make that take three times as long. Who is gone
-- leaves with the job.
CREATE TABLE segment_recounts (
    customer_id bigint PRIMARY KEY
);

-- So many customers at most are counted within the statement that touched them.
CREATE FUNCTION segment_recounts_at_once() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000;

-- The caller has locked the customers, or keeps all writers out.
CREATE FUNCTION refresh_segment_history(ids bigint[]) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
    IF cardinality(ids) IS NULL OR cardinality(ids) = 0 THEN
        RETURN;
    END IF;
    IF cardinality(ids) > segment_recounts_at_once() THEN
        INSERT INTO segment_recounts SELECT DISTINCT given.id FROM unnest(ids) AS given (id) JOIN customers USING (id)
        ON CONFLICT DO NOTHING;
        RETURN;
    END IF;
    PERFORM recount_customer_years(ids);
    PERFORM recount_segment_changes(ids);
END $$;

-- The next customers who wait. Returns how many there were. Locks in the order of other writers: the figures, the customers
-- by id, what is kept of them. Whom somebody else has locked stays for the next run: one of them must not stop all others.
CREATE FUNCTION recount_waiting_segments(at_most integer) RETURNS bigint
LANGUAGE plpgsql SET lock_timeout = '10s' SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    ids bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock_shared(figures_lock());
    ids := ARRAY(SELECT c.id FROM segment_recounts w JOIN customers c ON c.id = w.customer_id
                 ORDER BY c.id LIMIT at_most FOR NO KEY UPDATE OF c SKIP LOCKED);
    IF cardinality(ids) = 0 THEN
        -- Only who is locked and who is gone is left: few.
        DELETE FROM segment_recounts w WHERE NOT EXISTS (SELECT FROM customers WHERE id = w.customer_id);
        RETURN 0;
    END IF;
    DELETE FROM segment_recounts WHERE customer_id = ANY (ids);
    PERFORM recount_customer_years(ids);
    PERFORM recount_segment_changes(ids);
    RETURN cardinality(ids);
END $$;

-- Triggers of a table run in the order of their names: those of customer_metrics have locked the customers before.
CREATE FUNCTION segments_history_inserted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM refresh_segment_history(array_agg(DISTINCT customer_id)) FROM new_rows;
    RETURN NULL;
END $$;

-- Only those of whom a date or a price changed: a service that is renamed for everybody counts nobody anew.
CREATE FUNCTION segments_history_updated() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM refresh_segment_history(array_agg(DISTINCT customer_id))
    FROM (SELECT customer_id
          FROM (SELECT customer_id, date, price, -1 AS sign FROM old_rows
                UNION ALL SELECT customer_id, date, price, 1 FROM new_rows) AS both_rows
          GROUP BY customer_id, date, price HAVING sum(sign) <> 0) AS touched;
    RETURN NULL;
END $$;

CREATE FUNCTION segments_history_deleted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM refresh_segment_history(array_agg(DISTINCT customer_id)) FROM old_rows;
    RETURN NULL;
END $$;

CREATE TRIGGER segments_inserted AFTER INSERT ON service_history REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_history_inserted();
CREATE TRIGGER segments_updated AFTER UPDATE ON service_history REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_history_updated();
CREATE TRIGGER segments_deleted AFTER DELETE ON service_history REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION segments_history_deleted();

CREATE FUNCTION segments_hidden_or_shown() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM refresh_segment_history(ARRAY[new.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER segments_hidden_or_shown AFTER UPDATE OF deleted_at ON customers
    FOR EACH ROW WHEN ((old.deleted_at IS NULL) <> (new.deleted_at IS NULL))
    EXECUTE FUNCTION segments_hidden_or_shown();

-- Whoever moves the day or the thresholds keeps all writers out. Of a moved day only those notice who have a service between
-- the two days or between those a year before, or whose recency crosses a cut; the rest changed in no month between.
CREATE FUNCTION segments_day_moved() RETURNS trigger LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    first_day date := least(old.day, new.day);
    last_day date := greatest(old.day, new.day);
BEGIN
    IF (old.r3_days, old.r2_days, old.f3, old.f2, old.m3, old.m2)
       IS DISTINCT FROM (new.r3_days, new.r2_days, new.f3, new.f2, new.m3, new.m2) THEN
        INSERT INTO segment_recounts SELECT customer_id FROM customer_metrics ON CONFLICT DO NOTHING;
    END IF;
    IF first_day < last_day THEN
        PERFORM refresh_segment_history(array_agg(customer_id)) FROM (
            SELECT customer_id FROM service_history WHERE date > first_day AND date <= last_day
            UNION
            SELECT customer_id FROM service_history
            WHERE date > (first_day - interval '1 year')::date AND date <= (last_day - interval '1 year')::date
            UNION
            SELECT customer_id FROM customer_metrics
            WHERE (last_date >= first_day - new.r3_days AND last_date < last_day - new.r3_days)
               OR (last_date >= first_day - new.r2_days AND last_date < last_day - new.r2_days)
        ) AS touched;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER segments_day_moved AFTER UPDATE ON business_day
    FOR EACH ROW EXECUTE FUNCTION segments_day_moved();

-- For a database that already has history: the job does it, beside whoever works.
INSERT INTO segment_recounts SELECT customer_id FROM customer_metrics;
