DROP FUNCTION telling_document(text);
DROP FUNCTION telling_digits(text);
DROP FUNCTION holds_any(text, text[]);
DROP FUNCTION hidden_address(text);
DROP FUNCTION tombstone_hash(bytea, text, text);
DROP TABLE tombstones;
DELETE FROM secrets WHERE name = 'tombstones';
