-- What follows a reservation's change of status: the sale, its invoice, the credit lent to it, its promotion,
-- its security deposit. A sale begins with what was conceded while it was held. What is taken off it later
-- has books of its own, `credited_books`.
CREATE OR REPLACE FUNCTION reservation_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := coalesce(NEW.changed_at, NEW.cancelled_at, NEW.confirmed_at, NEW.created_at);
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
    PERFORM post_sales(
      ARRAY[NEW.id], ARRAY[NEW.total_minor], ARRAY[0::bigint], ARRAY['sale:' || NEW.id], ARRAY[at]
    );
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

  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reservation_books
  AFTER UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION reservation_books();
