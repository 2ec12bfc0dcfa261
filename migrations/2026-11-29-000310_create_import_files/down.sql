DROP TABLE import_mappings;
DROP TABLE import_refused;
DROP TABLE import_pieces;
