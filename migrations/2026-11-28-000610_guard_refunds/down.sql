DROP TRIGGER refunds_keep ON refunds;
DROP FUNCTION keep_refunds();
