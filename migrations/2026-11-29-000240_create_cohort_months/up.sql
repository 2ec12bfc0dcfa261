-- Who came in a month, by the month of their first visit: new customers are those whose two months are the same, the others
-- returned; a cohort's later months say how many stayed. Only services up to the business day, of deleted customers too:
-- what they paid was earned. Appended differences, as in service_days; the customers' locks keep two writers of one apart.
-- The triggers take SHARE ROW EXCLUSIVE on service_history, and the rows at the end are counted under it: readers go on, who
-- writes the history waits, a minute or two with 30,000,000 services (five seconds with 3,000,000).
CREATE TABLE cohort_months (
    -- the first of the month of the first visit
    cohort date NOT NULL,
    -- the first of the month
    month date NOT NULL,
    customers bigint NOT NULL,
    -- distinct days of each customer
    visits bigint NOT NULL,
    services bigint NOT NULL,
    -- minor units
    revenue bigint NOT NULL
);
CREATE INDEX cohort_months_month ON cohort_months (month, cohort) INCLUDE (customers, visits, services, revenue);
CREATE TRIGGER cohorts_not_truncated BEFORE TRUNCATE ON cohort_months EXECUTE FUNCTION refuse_truncate();

-- The statement that appends what changed. `source` gives the changed rows with their sign; $1 is the last day that counts
-- now. What a customer was before is what they are now without the changes, so that nothing has to be kept of each. For that
-- a statement may change the history in one way only: of INSERT … ON CONFLICT DO UPDATE and MERGE, and of two changes of
-- service_history in one WITH, the triggers of both run when both are done, each takes the other's rows for what was there
-- before, and the sums are wrong. A test refuses the first two.
CREATE FUNCTION cohort_differences(source text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format('
    WITH changed AS MATERIALIZED (
        SELECT customer_id, date, sum(sign) AS services, sum(sign * price) AS revenue FROM (%s) AS rows
        GROUP BY 1, 2 HAVING sum(sign) <> 0 OR sum(sign * price) <> 0
    ), present AS (
        SELECT h.customer_id, h.date, count(*) AS services, sum(h.price) AS revenue
        FROM (SELECT DISTINCT customer_id FROM changed) AS touched JOIN service_history h USING (customer_id)
        WHERE h.date <= $1 GROUP BY 1, 2
    ), days AS (
        SELECT customer_id, date, services, revenue, 1 AS sign FROM present
        UNION ALL
        SELECT customer_id, date, coalesce(present.services, 0) - coalesce(changed.services, 0),
               coalesce(present.revenue, 0) - coalesce(changed.revenue, 0), -1
        FROM present FULL JOIN changed USING (customer_id, date)
        WHERE coalesce(present.services, 0) <> coalesce(changed.services, 0)
    ), months AS (
        SELECT customer_id, sign, month_of(date) AS month, count(*) AS visits, sum(services) AS services, sum(revenue) AS revenue
        FROM days GROUP BY 1, 2, 3
    ), placed AS (
        SELECT *, min(month) OVER (PARTITION BY customer_id, sign) AS cohort FROM months
    )
    INSERT INTO cohort_months
    SELECT cohort, month, sum(sign), sum(sign * visits), sum(sign * services), sum(sign * revenue) FROM placed GROUP BY 1, 2
    HAVING sum(sign) <> 0 OR sum(sign * visits) <> 0 OR sum(sign * services) <> 0 OR sum(sign * revenue) <> 0', source);

-- Triggers of a table run in the order of their names: those of customer_metrics have locked the customers before, and refused
-- a stricter isolation.
CREATE FUNCTION cohorts_history_changed() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
    held_day date;
    source text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT customer_id, date, price, 1 AS sign FROM new_rows WHERE date <= $1'
        WHEN 'DELETE' THEN 'SELECT customer_id, date, price, -1 AS sign FROM old_rows WHERE date <= $1'
        ELSE 'SELECT customer_id, date, price, 1 AS sign FROM new_rows WHERE date <= $1
              UNION ALL SELECT customer_id, date, price, -1 FROM old_rows WHERE date <= $1' END;
BEGIN
    SELECT day INTO STRICT held_day FROM business_day;
    EXECUTE cohort_differences(source) USING held_day;
    RETURN NULL;
END $$;

CREATE TRIGGER reports_inserted AFTER INSERT ON service_history REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cohorts_history_changed();
CREATE TRIGGER reports_updated AFTER UPDATE ON service_history REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cohorts_history_changed();
CREATE TRIGGER reports_deleted AFTER DELETE ON service_history REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cohorts_history_changed();

-- What lies between the two days came or went with the move. Whoever moves the day keeps all writers out.
CREATE FUNCTION cohorts_day_moved() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE cohort_differences('SELECT customer_id, date, price, $4 AS sign FROM service_history WHERE date > $2 AND date <= $3')
    USING new.day, least(old.day, new.day), greatest(old.day, new.day), CASE WHEN new.day > old.day THEN 1 ELSE -1 END;
    RETURN NULL;
END $$;
CREATE TRIGGER reports_day_moved AFTER UPDATE OF day ON business_day
    FOR EACH ROW WHEN (old.day <> new.day) EXECUTE FUNCTION cohorts_day_moved();

CREATE FUNCTION compact_cohorts() RETURNS bigint LANGUAGE sql
RETURN merge_differences('cohort_months', 'cohort, month', '{customers,visits,services,revenue}');

-- For a database that already has history.
INSERT INTO cohort_months
SELECT cohort, month, count(*), sum(visits), sum(services), sum(revenue)
FROM (SELECT *, min(month) OVER (PARTITION BY customer_id) AS cohort
      FROM (SELECT customer_id, month_of(date) AS month, count(DISTINCT date) AS visits, count(*) AS services,
                   sum(price) AS revenue
            FROM service_history, business_day WHERE date <= day GROUP BY 1, 2) AS months) AS placed
GROUP BY 1, 2;
