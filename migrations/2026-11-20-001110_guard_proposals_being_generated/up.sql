-- A second click must not make a second proposal. Short lock: the table is small.
CREATE UNIQUE INDEX proposals_generating ON proposals (customer_id) WHERE state = 'generating';
