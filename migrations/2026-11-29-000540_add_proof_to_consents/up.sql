-- What shows that it was said: where and when somebody agreed, in the words of whoever noted it.
ALTER TABLE consents ADD COLUMN proof text;
