-- What follows a reservation's change of status: the sale, its invoice, the credit lent to it, its promotion,
-- its security deposit. A sale begins with what was conceded while it was held. What is taken off it later
-- has books of its own, `credited_books`.
CREATE OR REPLACE FUNCTION reservation_books() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  at timestamptz := coalesce(NEW.changed_at, NEW.cancelled_at, NEW.confirmed_at, NEW.created_at);
  item record;
  is_credit_lent boolean;
  is_conceded boolean;
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
    SELECT
      coalesce(NEW.category, i.category) AS category,
      coalesce((NEW.quote ->> 'depositLeadHours')::integer, i.deposit_lead_hours) AS deposit_lead_hours
    INTO item
    FROM items i
    WHERE i.id = NEW.item_id;
    IF NEW.total_minor > 0 THEN
      PERFORM post_movement(
        'sale:' || NEW.id, 'sale', NEW.id, NULL, at, NEW.currency,
        sale_accounts(item.category), sale_amounts(NEW, NEW.total_minor, 0)
      );
      PERFORM issue_document('invoice', NEW.id, NULL, NEW.total_minor, 0, at);
    END IF;

    SELECT
      bool_or(p.provider = 'credit' AND p.status = 'authorized'),
      bool_or(p.refunding_minor > 0 OR p.disputed_minor > 0)
    INTO is_credit_lent, is_conceded
    FROM payments p
    WHERE p.reservation_id = NEW.id;
    IF is_credit_lent THEN
      UPDATE payments
      SET status = 'succeeded', captured_minor = amount_minor, changed_at = at
      WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';
    END IF;

    IF NEW.security_deposit_minor > 0 THEN
      INSERT INTO security_deposits (
        reservation_id, amount_minor, currency, authorize_at, release_at, changed_at
      ) VALUES (
        NEW.id,
        NEW.security_deposit_minor,
        NEW.currency,
        NEW.starts_at - make_interval(hours => item.deposit_lead_hours),
        NEW.ends_at + interval '48 hours',
        at
      )
      ON CONFLICT DO NOTHING;
    END IF;

    -- Without a refund or a dispute nothing is conceded.
    IF is_conceded THEN
      PERFORM concede(NEW.id, at);
    END IF;
  END IF;

  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reservation_books
  AFTER UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION reservation_books();
