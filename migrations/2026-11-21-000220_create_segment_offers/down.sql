DROP TABLE segment_offers;
