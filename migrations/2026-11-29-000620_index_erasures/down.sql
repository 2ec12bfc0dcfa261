DROP INDEX jobs_erasures;
