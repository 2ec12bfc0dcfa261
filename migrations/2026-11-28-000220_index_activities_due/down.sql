DROP INDEX activities_done_by;
DROP INDEX activities_done;
DROP INDEX activities_due;
