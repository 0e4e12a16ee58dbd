-- What the staff gave back while it was held comes off the price as what went back without us does. The text of 0010 but for that.
CREATE OR REPLACE FUNCTION concede(reservation text, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
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
          WHERE p.reservation_id = s.id AND p.purpose <> 'security-deposit' AND f.status <> 'failed'
            AND (f.reason = 'provider' OR (f.reason = 'staff' AND f.created_at < s.confirmed_at))), 0)
        + coalesce((SELECT sum(d.amount_minor) FROM disputes d JOIN payments p ON p.id = d.payment_id
          WHERE p.reservation_id = s.id AND p.purpose <> 'security-deposit' AND d.status = 'lost'), 0) AS taken_minor
      FROM reservations s
      WHERE s.id = reservation AND s.confirmed_at IS NOT NULL AND s.status IN ('confirmed', 'cancelled')
    ) sold
  ) wanted
  WHERE r.id = wanted.id AND r.conceded_minor <> wanted.minor;
END $$;
--> statement-breakpoint
-- What goes back onto a gift card or store credit can be used for 90 days at least: one that has expired, or is about to, is prolonged,
-- and the guest hears of it. The text of 0019 but for that.
CREATE OR REPLACE FUNCTION refund_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  status_before text := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END;
  usable_until timestamptz := NEW.changed_at + interval '90 days';
  payment payments;
  clearing text;
  paid text;
BEGIN
  IF status_before = NEW.status THEN RETURN NULL; END IF;
  UPDATE payments SET
    refunding_minor = refunding_minor + CASE WHEN NEW.status = 'failed' THEN -NEW.amount_minor WHEN status_before = '' THEN NEW.amount_minor ELSE 0 END,
    refunded_minor = refunded_minor + CASE WHEN NEW.status = 'succeeded' THEN NEW.amount_minor WHEN status_before = 'succeeded' THEN -NEW.amount_minor ELSE 0 END,
    changed_at = NEW.changed_at
    WHERE id = NEW.payment_id AND NOT (status_before = '' AND NEW.status = 'failed') RETURNING * INTO payment;
  IF payment.id IS NULL THEN RETURN NULL; END IF;
  clearing := clearing_account(payment.provider, payment.credit_id);
  paid := paid_account(payment.purpose);
  IF status_before = '' THEN
    PERFORM post_movement('refund-due:' || NEW.id, 'refund-due', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY[paid, 'refunds'], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  END IF;
  IF NEW.status = 'succeeded' THEN
    PERFORM post_movement('refund:' || NEW.id, 'refund', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['refunds', clearing], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
    UPDATE credits SET balance_minor = balance_minor + NEW.amount_minor WHERE id = payment.credit_id;
    UPDATE credits SET expires_at = usable_until WHERE id = payment.credit_id AND expires_at < usable_until;
    IF FOUND THEN
      INSERT INTO outbox (id, template, subject_id, details, due_at, created_at)
        VALUES (new_id('msg'), 'guest-credit-prolonged', payment.reservation_id,
          jsonb_build_object('amountMinor', NEW.amount_minor, 'usableUntil', usable_until), NEW.changed_at, NEW.changed_at);
    END IF;
  END IF;
  IF NEW.status = 'failed' THEN
    IF status_before = 'succeeded' THEN
      PERFORM post_movement('refund-returned:' || NEW.id, 'refund-returned', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
        ARRAY[clearing, 'refunds'], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
    END IF;
    PERFORM post_movement('refund-failed:' || NEW.id, 'refund-failed', payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['refunds', paid], ARRAY[NEW.amount_minor, -NEW.amount_minor]);
  END IF;
  -- One that the provider told us of is under way there already: asking for it would send the money twice.
  IF NEW.status = 'pending' AND NEW.provider_ref IS NULL THEN
    INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
      VALUES (new_id('msg'), 'provider', 'refund', NEW.id, NEW.changed_at, NEW.changed_at);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- A gift card or store credit that expired while it was set aside for a hold which came to nothing lasts as long again as it was set aside,
-- from then. A trigger of its own, since the hold's end is not always the change of the payment's time.
CREATE FUNCTION lent_credit_returned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ended_at timestamptz := greatest(NEW.changed_at, (SELECT least(r.hold_expires_at, coalesce(r.cancelled_at, r.hold_expires_at)) FROM reservations r WHERE r.id = NEW.reservation_id));
BEGIN
  UPDATE credits SET expires_at = ended_at + (ended_at - NEW.created_at)
    WHERE id = NEW.credit_id AND expires_at <= ended_at AND expires_at > NEW.created_at;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER lent_credit_returned AFTER UPDATE OF status ON "payments" FOR EACH ROW
  WHEN (NEW.provider = 'credit' AND OLD.status = 'authorized' AND NEW.status = 'canceled') EXECUTE FUNCTION lent_credit_returned();
