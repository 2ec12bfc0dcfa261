-- Which sheet of a workbook was read; NULL where the file is none, or an older program read it. The lock is held for a moment.
ALTER TABLE imports ADD COLUMN sheet text;
