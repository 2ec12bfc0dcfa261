DROP INDEX opportunities_closed;
