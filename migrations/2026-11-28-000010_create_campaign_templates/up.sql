-- A campaign's mails are made with the templates as they were when it started: one that is edited, put away or taken out
-- of use while it runs would change what is compared. Stored for whatever its customers may be by their turn.
CREATE TABLE campaign_templates (
    campaign_id bigint NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    -- what a variant asks for; NULL is the segment's own
    asked bigint REFERENCES mail_templates,
    segment text NOT NULL,
    language text NOT NULL,
    -- NULL is the program's own
    version_id bigint REFERENCES mail_template_versions,
    CONSTRAINT campaign_templates_unique UNIQUE NULLS NOT DISTINCT (campaign_id, asked, segment, language)
);

-- Short lock: a column without a rewrite.
ALTER TABLE proposals
    -- its template was settled when it was written, and is not looked up again
    ADD COLUMN template_fixed boolean NOT NULL DEFAULT false;
