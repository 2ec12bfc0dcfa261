DROP TABLE proposal_examples;
