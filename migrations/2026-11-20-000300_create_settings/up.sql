-- One organisation per database, so one row. A page needs nearly all of it: it is read in the same statement as the session.
CREATE TABLE settings (
    id boolean PRIMARY KEY DEFAULT true CONSTRAINT settings_one_row CHECK (id),
    organisation_name text NOT NULL,
    country text NOT NULL,
    currency text NOT NULL,
    locale text NOT NULL,
    language text NOT NULL CONSTRAINT settings_language_known CHECK (language IN ('es', 'en')),
    time_zone text NOT NULL,
    hemisphere text NOT NULL CONSTRAINT settings_hemisphere_known CHECK (hemisphere IN ('southern', 'northern')),
    rfm_r3_days integer NOT NULL DEFAULT 90,
    rfm_r2_days integer NOT NULL DEFAULT 180,
    rfm_f3 integer NOT NULL DEFAULT 10,
    rfm_f2 integer NOT NULL DEFAULT 5,
    -- minor units of the currency
    rfm_m3 bigint NOT NULL DEFAULT 1000000,
    rfm_m2 bigint NOT NULL DEFAULT 500000,
    offer_best_percent integer NOT NULL DEFAULT 15,
    offer_win_back_percent integer NOT NULL DEFAULT 20,
    offer_other_percent integer NOT NULL DEFAULT 10,
    stale_after_days integer NOT NULL DEFAULT 60,
    mail_when_consent_unknown boolean NOT NULL DEFAULT false,
    booking_url text,
    mail_footer_address text,
    -- NULL takes PROPOSALS_ENGINE of the environment
    proposals_engine text,
    is_demo boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by bigint REFERENCES users,
    CONSTRAINT settings_r_ordered CHECK (0 <= rfm_r3_days AND rfm_r3_days < rfm_r2_days),
    CONSTRAINT settings_f_ordered CHECK (1 < rfm_f2 AND rfm_f2 < rfm_f3),
    CONSTRAINT settings_m_ordered CHECK (0 < rfm_m2 AND rfm_m2 < rfm_m3),
    CONSTRAINT settings_offers_bounded CHECK (
        offer_best_percent BETWEEN 0 AND 100 AND offer_win_back_percent BETWEEN 0 AND 100 AND offer_other_percent BETWEEN 0 AND 100)
);

-- What signs links when VINCULO_SECRET is not set; made at first start.
CREATE TABLE secrets (
    name text PRIMARY KEY,
    value bytea NOT NULL
);

-- Every page needs a row; the set-up page fills it in.
INSERT INTO settings (organisation_name, country, currency, locale, language, time_zone, hemisphere)
VALUES ('Vínculo', 'CL', 'CLP', 'es-CL', 'es', 'America/Santiago', 'southern');
