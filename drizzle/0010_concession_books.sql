-- What the business gives back at a provider, or loses to a dispute, lowers the price: nobody is asked for it.
-- The net of a reservation's payments: collected, less what went or goes back, less what lost disputes have taken.
CREATE FUNCTION net_paid(reservation text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(p.captured_minor - p.refunding_minor - coalesce(
      (SELECT sum(d.amount_minor) FROM disputes d WHERE d.payment_id = p.id AND d.status = 'lost'), 0)), 0)::bigint
  FROM payments p
  WHERE p.reservation_id = reservation AND p.purpose <> 'security-deposit'
$$;
--> statement-breakpoint
-- Sets the concession of a sale to what its payments mean now: what went back without us, as far as it leaves less than the price.
-- A function of the state, so it is the same in whatever order events arrive, and comes off again when a refund fails or a dispute is won.
CREATE FUNCTION concede(reservation text, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reservations r SET
    credited_minor = r.credited_minor - r.conceded_minor + wanted.minor,
    conceded_minor = wanted.minor,
    changed_at = at
  FROM (
    SELECT sold.id, greatest(0, least(sold.taken_minor, sold.price_minor, sold.price_minor - sold.net_minor)) AS minor
    FROM (
      SELECT s.id, s.total_minor - s.credited_minor + s.conceded_minor AS price_minor, net_paid(s.id) AS net_minor,
        coalesce((SELECT sum(f.amount_minor) FROM refunds f JOIN payments p ON p.id = f.payment_id
          WHERE p.reservation_id = s.id AND p.purpose <> 'security-deposit' AND f.reason = 'provider' AND f.status <> 'failed'), 0)
        + coalesce((SELECT sum(d.amount_minor) FROM disputes d JOIN payments p ON p.id = d.payment_id
          WHERE p.reservation_id = s.id AND p.purpose <> 'security-deposit' AND d.status = 'lost'), 0) AS taken_minor
      FROM reservations s
      WHERE s.id = reservation AND s.confirmed_at IS NOT NULL AND s.status IN ('confirmed', 'cancelled')
    ) sold
  ) wanted
  WHERE r.id = wanted.id AND r.conceded_minor <> wanted.minor;
END $$;
--> statement-breakpoint
-- What we took off a sale ourselves stays off it; a concession follows its refunds and disputes.
DROP TRIGGER reservation_credit_only_grows ON "reservations";
--> statement-breakpoint
CREATE TRIGGER reservation_credit_only_grows BEFORE UPDATE OF credited_minor, conceded_minor ON "reservations" FOR EACH ROW
  WHEN (NEW.credited_minor - NEW.conceded_minor < OLD.credited_minor - OLD.conceded_minor) EXECUTE FUNCTION refuse_less_credit();
--> statement-breakpoint
-- As before, and the way back: a part of a sale that counts again.
CREATE OR REPLACE FUNCTION post_sale(reservation reservations, credited_from bigint, credited_to bigint, source text, posted_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  total bigint := reservation.total_minor;
  taken_back bigint := credited_to - credited_from;
  category text := (SELECT i.category FROM items i WHERE i.id = reservation.item_id);
  taxes bigint := coalesce((SELECT sum((line->>'amount')::bigint) FROM jsonb_array_elements(reservation.quote->'lines') line WHERE line->>'kind' = 'tax'), 0)
    + coalesce((SELECT sum((tax->>'amount')::bigint) FROM jsonb_array_elements(coalesce(reservation.quote->'includedTaxes', '[]')) tax), 0);
  discounts bigint := -coalesce((SELECT sum((line->>'amount')::bigint) FROM jsonb_array_elements(reservation.quote->'lines') line WHERE line->>'kind' = 'discount'), 0);
  kind text := CASE WHEN source LIKE 'sale:%' THEN 'sale' WHEN taken_back < 0 THEN 'sale-restored' ELSE 'sale-reduced' END;
  tax bigint;
  discount bigint;
BEGIN
  IF total = 0 THEN RETURN; END IF;
  IF kind = 'sale' THEN
    tax := taxes; discount := discounts; taken_back := -total;
  ELSE
    tax := round(taxes::numeric * credited_from / total) - round(taxes::numeric * credited_to / total);
    discount := round(discounts::numeric * credited_from / total) - round(discounts::numeric * credited_to / total);
  END IF;
  PERFORM post_movement(source, kind, reservation.id, NULL, posted_at, reservation.currency,
    ARRAY['guest-receivables', 'tax', 'promotions', 'revenue:' || category],
    ARRAY[-taken_back, -tax, discount, taken_back + tax - discount]);
END $$;
--> statement-breakpoint
-- As before; a sale begins with what was conceded while it was held, and a part that counts again has its debit note.
CREATE OR REPLACE FUNCTION reservation_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := coalesce(NEW.changed_at, NEW.cancelled_at, NEW.confirmed_at, NEW.created_at);
  times_restored bigint;
BEGIN
  IF NEW.status IN ('lapsed', 'cancelled') AND OLD.status <> NEW.status THEN
    UPDATE promotion_redemptions SET is_released = true WHERE reservation_id = NEW.id AND NOT is_released;
    UPDATE payments SET status = 'canceled', changed_at = at WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';
  END IF;
  IF NEW.status = 'confirmed' AND OLD.status <> 'confirmed' THEN
    PERFORM post_sale(NEW, 0, 0, 'sale:' || NEW.id, at);
    IF NEW.total_minor > 0 THEN PERFORM issue_document('invoice', NEW.id, NULL, NEW.total_minor, 0, at); END IF;
    UPDATE payments SET status = 'succeeded', captured_minor = amount_minor, changed_at = at
      WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'authorized';
    INSERT INTO security_deposits (reservation_id, amount_minor, currency, authorize_at, release_at, changed_at)
      SELECT NEW.id, NEW.security_deposit_minor, NEW.currency, NEW.starts_at - make_interval(hours => i.deposit_lead_hours), NEW.ends_at + interval '48 hours', at
      FROM items i WHERE i.id = NEW.item_id AND NEW.security_deposit_minor > 0
      ON CONFLICT DO NOTHING;
    PERFORM concede(NEW.id, at);
  END IF;
  IF NEW.credited_minor <> OLD.credited_minor THEN
    -- A level may be reached more than once, which the source of a movement must not be.
    times_restored := (SELECT count(*) FROM documents d WHERE d.reservation_id = NEW.id AND d.kind = 'debit-note');
    IF NEW.credited_minor > OLD.credited_minor THEN
      PERFORM post_sale(NEW, OLD.credited_minor, NEW.credited_minor,
        'sale-reduced:' || NEW.id || ':' || NEW.credited_minor || CASE WHEN times_restored > 0 THEN ':' || times_restored ELSE '' END, at);
      PERFORM issue_document('credit-note', NEW.id, NULL, NEW.credited_minor - OLD.credited_minor, OLD.credited_minor, at);
    ELSE
      PERFORM post_sale(NEW, OLD.credited_minor, NEW.credited_minor, 'sale-restored:' || NEW.id || ':' || times_restored + 1, at);
      PERFORM issue_document('debit-note', NEW.id, NULL, OLD.credited_minor - NEW.credited_minor, NEW.credited_minor, at);
    END IF;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- The concession follows the refunds and disputes of a whole statement, once their own books, row by row, are made: in between, a
-- cancellation that sends back by two payments would look overpaid.
CREATE FUNCTION concession_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM concede(of.reservation_id, of.at)
  FROM (
    SELECT p.reservation_id, max(c.changed_at) AS at
    FROM changed c JOIN payments p ON p.id = c.payment_id
    WHERE p.purpose <> 'security-deposit'
    GROUP BY p.reservation_id
  ) of;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER refund_made_concession AFTER INSERT ON "refunds"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION concession_books();
--> statement-breakpoint
CREATE TRIGGER refund_changed_concession AFTER UPDATE ON "refunds"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION concession_books();
--> statement-breakpoint
CREATE TRIGGER dispute_made_concession AFTER INSERT ON "disputes"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION concession_books();
--> statement-breakpoint
CREATE TRIGGER dispute_changed_concession AFTER UPDATE ON "disputes"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION concession_books();
--> statement-breakpoint
-- What was given back or lost before: nobody is asked for that either.
DO $$
DECLARE
  reservation text;
BEGIN
  FOR reservation IN SELECT r.id FROM reservations r WHERE r.status = 'confirmed' ORDER BY r.id LOOP
    PERFORM concede(reservation, now());
  END LOOP;
END $$;
