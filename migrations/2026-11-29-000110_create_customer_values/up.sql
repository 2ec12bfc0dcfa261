-- What the model says of each customer with history. A row holds until the customer comes again or the next model is made.
CREATE TABLE customer_values (
    customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    model_id bigint NOT NULL REFERENCES value_models,
    -- the last visit that it knows of
    last_date date NOT NULL,
    p_alive double precision NOT NULL CONSTRAINT customer_values_p_alive_share CHECK (p_alive BETWEEN 0 AND 1),
    visits_90d double precision NOT NULL,
    visits_year double precision NOT NULL,
    -- minor units; NULL where the model has no mean
    visit_spend bigint,
    year_value bigint,
    -- of the next year's value, what is lost if nobody calls: times 1 - p_alive
    at_stake bigint,
    -- what the customer comes for most and how often, where anything can be said
    category text,
    interval_days integer,
    -- since when the customer is overdue, if so
    overdue_since date
);
CREATE INDEX customer_values_to_call ON customer_values (at_stake DESC, customer_id)
    WHERE overdue_since IS NOT NULL AND at_stake > 0;
