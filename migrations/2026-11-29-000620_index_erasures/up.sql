-- The newest job that erases a customer, for the page on which one sees how it went.
-- accepted: SHARE lock while the table is read once, a moment: jobs that are over are deleted after some days
CREATE INDEX jobs_erasures ON jobs (unique_key, id DESC) WHERE unique_key LIKE 'privacy.erase:%';
