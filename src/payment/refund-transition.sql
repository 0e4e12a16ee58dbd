-- The lawful changes of a refund: its status alone, and never back from an end but by a bank that returned
-- the money.
CREATE OR REPLACE FUNCTION refund_transition() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.payment_id, OLD.amount_minor, OLD.currency, OLD.reason)
    IS DISTINCT FROM (NEW.id, NEW.payment_id, NEW.amount_minor, NEW.currency, NEW.reason)
    OR (
      OLD.status <> NEW.status
      AND (OLD.status, NEW.status) NOT IN (
        ('pending', 'succeeded'),
        ('pending', 'failed'),
        ('succeeded', 'failed')
      )
    )
  THEN
    RAISE EXCEPTION 'a refund cannot change that way'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_transition';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER refund_transition
  BEFORE UPDATE ON refunds
  FOR EACH ROW
  EXECUTE FUNCTION refund_transition();
