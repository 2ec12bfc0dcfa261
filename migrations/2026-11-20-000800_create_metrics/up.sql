-- What the stored figures hold for. Pages show figures as of this day; a job moves it (see move_business_day), and
-- a page says so while its own day or the settings' thresholds differ.
CREATE TABLE business_day (
    id boolean PRIMARY KEY DEFAULT true CONSTRAINT business_day_one_row CHECK (id),
    day date NOT NULL,
    r3_days integer NOT NULL DEFAULT 90,
    r2_days integer NOT NULL DEFAULT 180,
    f3 integer NOT NULL DEFAULT 10,
    f2 integer NOT NULL DEFAULT 5,
    -- minor units
    m3 bigint NOT NULL DEFAULT 1000000,
    m2 bigint NOT NULL DEFAULT 500000
);
INSERT INTO business_day (day) VALUES (CURRENT_DATE);

-- One row per customer who is not deleted and has a service dated up to the business day.
CREATE TABLE customer_metrics (
    customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    services integer NOT NULL,
    -- distinct days with a service
    days integer NOT NULL,
    -- minor units
    spend bigint NOT NULL,
    first_date date NOT NULL,
    last_date date NOT NULL,
    r smallint NOT NULL,
    f smallint NOT NULL,
    m smallint NOT NULL,
    segment text NOT NULL CONSTRAINT customer_metrics_segment_known CHECK (segment IN (
        'vip', 'champions', 'loyal', 'promising', 'at_risk', 'hibernating', 'lost', 'occasional')),
    -- the customer's, so that a segment can be listed by name from one index
    full_name text NOT NULL
);
CREATE INDEX customer_metrics_spend ON customer_metrics (spend DESC, customer_id);
CREATE INDEX customer_metrics_last_date ON customer_metrics (last_date DESC, customer_id);
CREATE INDEX customer_metrics_segment_spend ON customer_metrics (segment, spend DESC, customer_id);
CREATE INDEX customer_metrics_segment_name ON customer_metrics (segment, full_name COLLATE names, customer_id);
CREATE INDEX customer_metrics_segment_last_date ON customer_metrics (segment, last_date DESC, customer_id);
-- Finds who crossed a recency cut when the business day moves.
CREATE INDEX customer_metrics_recency ON customer_metrics (r, last_date);

-- The one definition of the scores in SQL; src/segments/rfm.rs is the one in Rust, and a test holds them equal.
-- Not STRICT, so that they are inlined.
CREATE FUNCTION rfm_r(recency_days integer, r3_days integer, r2_days integer) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN recency_days <= r3_days THEN 3 WHEN recency_days <= r2_days THEN 2 ELSE 1 END)::smallint;

CREATE FUNCTION rfm_f(services integer, f3 integer, f2 integer) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN services >= f3 THEN 3 WHEN services >= f2 THEN 2 ELSE 1 END)::smallint;

CREATE FUNCTION rfm_m(spend bigint, m3 bigint, m2 bigint) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN spend >= m3 THEN 3 WHEN spend >= m2 THEN 2 ELSE 1 END)::smallint;

CREATE FUNCTION rfm_segment(r smallint, f smallint, m smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN r = 3 AND f = 3 AND m = 3 THEN 'vip'
    WHEN r >= 2 AND f >= 2 AND m >= 2 THEN 'champions'
    WHEN r >= 2 AND f >= 2 THEN 'loyal'
    WHEN r = 3 THEN 'promising'
    WHEN r = 1 AND f >= 2 THEN 'at_risk'
    WHEN r = 1 AND m >= 2 THEN 'hibernating'
    WHEN r = 1 THEN 'lost'
    ELSE 'occasional'
END;

-- The advisory lock between those who write figures (shared) and whoever moves what they hold for (exclusive). An
-- arbitrary number.
CREATE FUNCTION figures_lock() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 4607182418800017408;

-- Counts some customers anew, as the caller's locks allow. Plans are made for the number of ids given: one after a form,
-- a million after a COPY.
CREATE FUNCTION recount_customers(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    held business_day%ROWTYPE;
BEGIN
    SELECT * INTO STRICT held FROM business_day;

    WITH counted AS MATERIALIZED (
        SELECT h.customer_id, count(*)::integer AS services, count(DISTINCT h.date)::integer AS days,
               sum(h.price)::bigint AS spend, min(h.date) AS first_date, max(h.date) AS last_date,
               min(c.full_name) AS full_name
        FROM (SELECT DISTINCT id FROM unnest(ids) AS given (id)) AS given
        JOIN customers c ON c.id = given.id AND c.deleted_at IS NULL
        JOIN service_history h ON h.customer_id = c.id AND h.date <= held.day
        GROUP BY h.customer_id
    ), without AS (
        DELETE FROM customer_metrics old
        WHERE old.customer_id IN (SELECT unnest(ids))
          AND NOT EXISTS (SELECT FROM counted WHERE counted.customer_id = old.customer_id)
    ), scored AS (
        SELECT counted.*, rfm_r(held.day - last_date, held.r3_days, held.r2_days) AS r,
               rfm_f(services, held.f3, held.f2) AS f, rfm_m(spend, held.m3, held.m2) AS m
        FROM counted
    )
    INSERT INTO customer_metrics AS old
        (customer_id, services, days, spend, first_date, last_date, full_name, r, f, m, segment)
    SELECT scored.*, rfm_segment(r, f, m) FROM scored
    ON CONFLICT (customer_id) DO UPDATE
    SET services = excluded.services, days = excluded.days, spend = excluded.spend, first_date = excluded.first_date,
        last_date = excluded.last_date, r = excluded.r, f = excluded.f, m = excluded.m, segment = excluded.segment
    WHERE (old.services, old.days, old.spend, old.first_date, old.last_date, old.r, old.f, old.m)
        IS DISTINCT FROM (excluded.services, excluded.days, excluded.spend, excluded.first_date, excluded.last_date,
                          excluded.r, excluded.f, excluded.m);
END $$;

-- Counts customers anew beside other writers. Each statement takes its own snapshot under READ COMMITTED, so that the count
-- after the locks has everything that their earlier holders committed; a stricter isolation would miss it. Locks are taken
-- in the order of the ids, so that two statements never wait for each other.
CREATE FUNCTION refresh_customer_metrics(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    IF cardinality(ids) IS NULL OR cardinality(ids) = 0 THEN
        RETURN;
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE 'figures are written under READ COMMITTED only' USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(figures_lock());
    PERFORM c.id FROM unnest(ids) AS given (id) JOIN customers c USING (id) ORDER BY c.id FOR NO KEY UPDATE OF c;
    PERFORM recount_customers(ids);
END $$;

CREATE FUNCTION service_history_inserted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM refresh_customer_metrics(array_agg(DISTINCT customer_id)) FROM new_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION service_history_updated() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM refresh_customer_metrics(array_agg(DISTINCT customer_id))
    FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) AS touched;
    RETURN NULL;
END $$;

CREATE FUNCTION service_history_deleted() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM refresh_customer_metrics(array_agg(DISTINCT customer_id)) FROM old_rows;
    RETURN NULL;
END $$;

CREATE TRIGGER metrics_inserted AFTER INSERT ON service_history REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION service_history_inserted();
CREATE TRIGGER metrics_updated AFTER UPDATE ON service_history REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION service_history_updated();
CREATE TRIGGER metrics_deleted AFTER DELETE ON service_history REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION service_history_deleted();

CREATE FUNCTION customer_hidden_or_shown() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM refresh_customer_metrics(ARRAY[new.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER metrics_hidden_or_shown AFTER UPDATE OF deleted_at ON customers
    FOR EACH ROW WHEN ((old.deleted_at IS NULL) <> (new.deleted_at IS NULL))
    EXECUTE FUNCTION customer_hidden_or_shown();

-- The lock makes a name that changes during a move wait for rows that the move adds.
CREATE FUNCTION customer_renamed() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(figures_lock());
    UPDATE customer_metrics SET full_name = new.full_name WHERE customer_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER metrics_renamed AFTER UPDATE OF full_name ON customers
    FOR EACH ROW WHEN (old.full_name <> new.full_name)
    EXECUTE FUNCTION customer_renamed();

-- TRUNCATE shows no rows to a trigger.
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    RAISE 'figures are kept by row: use DELETE FROM %', TG_TABLE_NAME USING ERRCODE = 'feature_not_supported';
END $$;
CREATE TRIGGER metrics_not_truncated BEFORE TRUNCATE ON service_history EXECUTE FUNCTION refuse_truncate();
CREATE TRIGGER metrics_not_truncated BEFORE TRUNCATE ON customer_metrics EXECUTE FUNCTION refuse_truncate();

-- Moves the figures to another day, forwards or backwards, in the caller's transaction. Recounts only who has a service
-- between the two days and re-scores only who crossed a recency cut. Returns the rows re-scored besides the recounted.
-- Waits at most some seconds, because later writers queue behind it: during a long import it fails and is tried again.
CREATE FUNCTION move_business_day(new_day date) RETURNS bigint
LANGUAGE plpgsql SET lock_timeout = '10s' SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    held business_day%ROWTYPE;
    crossed bigint;
BEGIN
    IF EXISTS (SELECT FROM business_day WHERE day = new_day) THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(figures_lock());
    SELECT * INTO STRICT held FROM business_day;
    UPDATE business_day SET day = new_day;

    -- Nobody else writes figures now. A customer's row may be held by a writer who waits for us, so it is not locked.
    PERFORM recount_customers(array_agg(DISTINCT customer_id)) FROM service_history
    WHERE date > least(held.day, new_day) AND date <= greatest(held.day, new_day);

    UPDATE customer_metrics
    SET r = rfm_r(new_day - last_date, held.r3_days, held.r2_days),
        segment = rfm_segment(rfm_r(new_day - last_date, held.r3_days, held.r2_days), f, m)
    WHERE (r = 3 AND last_date < new_day - held.r3_days)
       OR (r = 2 AND last_date >= new_day - held.r3_days)
       OR (r = 2 AND last_date < new_day - held.r2_days)
       OR (r = 1 AND last_date >= new_day - held.r2_days);
    GET DIAGNOSTICS crossed = ROW_COUNT;
    RETURN crossed;
END $$;

-- Takes over the thresholds of the settings and re-scores whose scores they change. Returns the rows re-scored.
CREATE FUNCTION rescore_all() RETURNS bigint
LANGUAGE plpgsql SET lock_timeout = '10s' SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    held business_day%ROWTYPE;
    changed bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(figures_lock());
    UPDATE business_day
    SET r3_days = rfm_r3_days, r2_days = rfm_r2_days, f3 = rfm_f3, f2 = rfm_f2, m3 = rfm_m3, m2 = rfm_m2
    FROM settings;
    SELECT * INTO STRICT held FROM business_day;

    UPDATE customer_metrics AS old SET r = new.r, f = new.f, m = new.m, segment = rfm_segment(new.r, new.f, new.m)
    FROM (
        SELECT customer_id, rfm_r(held.day - last_date, held.r3_days, held.r2_days) AS r,
               rfm_f(services, held.f3, held.f2) AS f, rfm_m(spend, held.m3, held.m2) AS m
        FROM customer_metrics
    ) AS new
    WHERE new.customer_id = old.customer_id AND (old.r, old.f, old.m) IS DISTINCT FROM (new.r, new.f, new.m);
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;

-- For a database that already has history; an empty one costs nothing.
SELECT refresh_customer_metrics(array_agg(DISTINCT customer_id)) FROM service_history;
