DROP INDEX activities_done;
DROP INDEX activities_due;
