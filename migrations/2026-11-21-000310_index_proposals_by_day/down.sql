DROP INDEX proposals_created;
