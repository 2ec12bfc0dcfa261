DROP TABLE opportunity_stages;
DROP TABLE opportunities;
