-- The provider withholds what is disputed. Won, it comes back; lost, the guest's bill is open again. An
-- inquiry of a bank withdraws no money, so none is booked as withheld until it becomes a dispute.
CREATE OR REPLACE FUNCTION dispute_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  is_first boolean := TG_OP = 'INSERT' OR OLD.status = 'inquiry';
  status_before text := CASE WHEN is_first THEN 'needs-response' ELSE OLD.status END;
  withheld_before bigint := CASE WHEN is_first OR OLD.status = 'won' THEN 0 ELSE OLD.amount_minor END;
  withheld bigint := CASE WHEN NEW.status IN ('won', 'inquiry') THEN 0 ELSE NEW.amount_minor END;
  payment payments;
  clearing text;
  paid text;
BEGIN
  IF is_first AND (NEW.status = 'inquiry' OR (TG_OP = 'UPDATE' AND NEW.status = 'won')) THEN
    RETURN NULL;
  END IF;

  UPDATE payments
  SET disputed_minor = disputed_minor + withheld - withheld_before, changed_at = NEW.changed_at
  WHERE id = NEW.payment_id
  RETURNING * INTO STRICT payment;
  clearing := clearing_account(payment.provider, payment.credit_id);
  paid := paid_account(payment.purpose);

  IF is_first THEN
    PERFORM post_movement(
      'dispute:' || NEW.id, 'dispute',
      payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['disputes', clearing],
      ARRAY[NEW.amount_minor, -NEW.amount_minor]
    );
  END IF;
  IF NEW.status = status_before THEN
    RETURN NULL;
  END IF;

  -- A dispute may be opened again and decided again, which the source of a movement must not repeat.
  IF status_before IN ('won', 'lost') THEN
    PERFORM post_movement(
      'dispute-reopened:' || NEW.id || ':' || NEW.status_order, 'dispute',
      payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['disputes', CASE status_before WHEN 'won' THEN clearing ELSE paid END],
      ARRAY[NEW.amount_minor, -NEW.amount_minor]
    );
  END IF;
  IF NEW.status IN ('won', 'lost') THEN
    PERFORM post_movement(
      'dispute-' || NEW.status || ':' || NEW.id
        || CASE WHEN status_before IN ('won', 'lost') THEN ':' || NEW.status_order ELSE '' END,
      'dispute-' || NEW.status,
      payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY[CASE NEW.status WHEN 'won' THEN clearing ELSE paid END, 'disputes'],
      ARRAY[NEW.amount_minor, -NEW.amount_minor]
    );
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER dispute_books
  AFTER INSERT OR UPDATE OF status ON disputes
  FOR EACH ROW
  EXECUTE FUNCTION dispute_books();
