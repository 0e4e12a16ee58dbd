-- A refund changes its status, but it is never forgotten: its payment's sums count it.
CREATE OR REPLACE TRIGGER refunds_never_deleted
  BEFORE DELETE OR TRUNCATE ON refunds
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
