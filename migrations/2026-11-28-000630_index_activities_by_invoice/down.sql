DROP INDEX activities_invoice;
