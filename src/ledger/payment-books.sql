-- Posts what a payment does: the capture with its receipt, the hold of a security deposit, and its end.
CREATE OR REPLACE FUNCTION payment_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  newly_captured bigint := NEW.captured_minor - CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.captured_minor END;
  status_before text := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END;
  at timestamptz := coalesce(NEW.changed_at, NEW.created_at);
BEGIN
  IF newly_captured > 0 THEN
    PERFORM post_movement(
      'capture:' || NEW.id || ':' || NEW.captured_minor, 'capture',
      NEW.reservation_id, NEW.id, at, NEW.currency,
      ARRAY[clearing_account(NEW.provider, NEW.credit_id), paid_account(NEW.purpose)],
      ARRAY[newly_captured, -newly_captured]
    );
    PERFORM issue_document('receipt', NEW.reservation_id, NEW.id, newly_captured, 0, at);
  END IF;

  IF NEW.purpose = 'security-deposit' AND NEW.status = 'authorized' AND status_before <> 'authorized' THEN
    PERFORM post_movement(
      'hold:' || NEW.id, 'hold', NEW.reservation_id, NEW.id, at, NEW.currency,
      ARRAY['deposit-holds:' || NEW.provider, 'security-deposits'],
      ARRAY[NEW.amount_minor, -NEW.amount_minor]
    );
  ELSIF NEW.purpose = 'security-deposit' AND NEW.status <> 'authorized' AND status_before = 'authorized' THEN
    PERFORM post_movement(
      'hold-ended:' || NEW.id, 'hold-ended', NEW.reservation_id, NEW.id, at, NEW.currency,
      ARRAY['security-deposits', 'deposit-holds:' || NEW.provider],
      ARRAY[NEW.amount_minor, -NEW.amount_minor]
    );
  END IF;

  -- A gift card or store credit lends its balance to a hold, and gets it back when nothing comes of it.
  IF NEW.provider = 'credit' AND NEW.status = 'authorized' AND status_before <> 'authorized' THEN
    UPDATE credits SET balance_minor = balance_minor - NEW.amount_minor WHERE id = NEW.credit_id;
  ELSIF NEW.provider = 'credit' AND NEW.status = 'canceled' AND status_before = 'authorized' THEN
    UPDATE credits SET balance_minor = balance_minor + NEW.amount_minor WHERE id = NEW.credit_id;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER payment_books
  AFTER INSERT OR UPDATE OF status, captured_minor ON payments
  FOR EACH ROW
  EXECUTE FUNCTION payment_books();
