DROP INDEX opportunities_title;
