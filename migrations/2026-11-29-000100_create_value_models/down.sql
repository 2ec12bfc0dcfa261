DROP TABLE category_rhythms;
DROP TABLE value_models;
