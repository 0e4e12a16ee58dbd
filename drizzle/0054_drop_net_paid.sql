DROP FUNCTION IF EXISTS net_paid(text);
