DROP FUNCTION like_literal;
