-- What follows a reservation's change of status or price: the sale, its documents, the credit lent to it, its
-- promotion, its security deposit. A sale begins with what was conceded while it was held, and a part of it
-- that counts again has its debit note.
CREATE OR REPLACE FUNCTION reservation_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := coalesce(NEW.changed_at, NEW.cancelled_at, NEW.confirmed_at, NEW.created_at);
  times_restored bigint;
BEGIN
  IF NEW.status IN ('expired', 'cancelled') AND OLD.status <> NEW.status THEN
    UPDATE promotion_redemptions
    SET is_released = true
    WHERE reservation_id = NEW.id AND NOT is_released;

    UPDATE payments
    SET status = 'canceled', changed_at = at
    WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';
  END IF;

  IF NEW.status = 'confirmed' AND OLD.status <> 'confirmed' THEN
    PERFORM post_sale(NEW, 0, 0, 'sale:' || NEW.id, at);
    IF NEW.total_minor > 0 THEN
      PERFORM issue_document('invoice', NEW.id, NULL, NEW.total_minor, 0, at);
    END IF;

    UPDATE payments
    SET status = 'succeeded', captured_minor = amount_minor, changed_at = at
    WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';

    INSERT INTO security_deposits (
      reservation_id, amount_minor, currency, authorize_at, release_at, changed_at
    )
    SELECT
      NEW.id,
      NEW.security_deposit_minor,
      NEW.currency,
      NEW.starts_at - make_interval(hours => i.deposit_lead_hours),
      NEW.ends_at + interval '48 hours',
      at
    FROM items i
    WHERE i.id = NEW.item_id AND NEW.security_deposit_minor > 0
    ON CONFLICT DO NOTHING;

    PERFORM concede(NEW.id, at);
  END IF;

  IF NEW.credited_minor <> OLD.credited_minor THEN
    -- A level may be reached more than once, which the source of a movement must not be.
    times_restored := (
      SELECT count(*) FROM documents d WHERE d.reservation_id = NEW.id AND d.kind = 'debit-note'
    );
    IF NEW.credited_minor > OLD.credited_minor THEN
      PERFORM post_sale(
        NEW, OLD.credited_minor, NEW.credited_minor,
        'sale-reduced:' || NEW.id || ':' || NEW.credited_minor
          || CASE WHEN times_restored > 0 THEN ':' || times_restored ELSE '' END,
        at
      );
      PERFORM issue_document(
        'credit-note', NEW.id, NULL, NEW.credited_minor - OLD.credited_minor, OLD.credited_minor, at
      );
    ELSE
      PERFORM post_sale(
        NEW, OLD.credited_minor, NEW.credited_minor,
        'sale-restored:' || NEW.id || ':' || times_restored + 1,
        at
      );
      PERFORM issue_document(
        'debit-note', NEW.id, NULL, OLD.credited_minor - NEW.credited_minor, NEW.credited_minor, at
      );
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reservation_books
  AFTER UPDATE OF status, credited_minor ON reservations
  FOR EACH ROW
  WHEN ((OLD.status, OLD.credited_minor) IS DISTINCT FROM (NEW.status, NEW.credited_minor))
  EXECUTE FUNCTION reservation_books();
