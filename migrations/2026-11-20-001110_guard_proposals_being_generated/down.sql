DROP INDEX proposals_generating;
