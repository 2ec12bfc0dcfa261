DROP TABLE engine_state;
DROP TABLE engine_first_visits;
DROP TABLE engine_follows;
DROP TABLE engine_anchors;
DROP TABLE proposal_events;
DROP TABLE proposal_items;
DROP TABLE proposals;
