-- Whether models are sent what people made of earlier texts. Constant default: a short lock.
ALTER TABLE engine_settings ADD COLUMN tells_examples boolean NOT NULL DEFAULT false;
