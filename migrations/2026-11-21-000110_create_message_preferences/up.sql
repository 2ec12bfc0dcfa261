-- How often somebody wants to hear from us: no row is "as often as you like".
CREATE TABLE message_preferences (
    -- lower case
    address text PRIMARY KEY,
    -- Whom the message was for whose link said it; it holds for all their channels.
    customer_id bigint REFERENCES customers ON DELETE SET NULL,
    frequency text NOT NULL CONSTRAINT message_preferences_frequency_known CHECK (frequency IN ('monthly', 'quarterly')),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX message_preferences_customer ON message_preferences (customer_id);

-- Why somebody left, as they said afterwards.
CREATE TABLE unsubscribe_reasons (
    message_id bigint PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    reason text NOT NULL CONSTRAINT unsubscribe_reasons_known CHECK (reason IN (
        'too_often', 'not_interested', 'never_asked', 'other')),
    note text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
