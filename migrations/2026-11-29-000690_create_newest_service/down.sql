DROP FUNCTION newest_service;
