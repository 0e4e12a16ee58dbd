ALTER TABLE "payments" DROP CONSTRAINT "payments_provider_known";--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_provider_known" CHECK ("payments"."provider" in ('stripe', 'paypal', 'credit', 'transfer'));--> statement-breakpoint
-- The account that a payment's money stands in: what the provider holds for us, what we owe the holder of a gift card, or the bank.
CREATE OR REPLACE FUNCTION clearing_account(provider text, credit text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE provider
    WHEN 'credit' THEN (SELECT c.kind || 's' FROM credits c WHERE c.id = credit)
    WHEN 'transfer' THEN 'bank'
    ELSE 'provider-clearing:' || provider END
$$;
--> statement-breakpoint
-- What came by bank transfer no provider can send back: the owner is asked to, in place of a call. The text of 0025 but for that.
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
  IF NEW.status = 'pending' AND payment.provider = 'transfer' THEN
    INSERT INTO outbox (id, template, subject_id, details, due_at, created_at)
      VALUES (new_id('msg'), 'owner-transfer-back', payment.id, jsonb_build_object('amountMinor', NEW.amount_minor, 'refundId', NEW.id), NEW.changed_at, NEW.changed_at);
  -- One that the provider told us of is under way there already: asking for it would send the money twice.
  ELSIF NEW.status = 'pending' AND NEW.provider_ref IS NULL THEN
    INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
      VALUES (new_id('msg'), 'provider', 'refund', NEW.id, NEW.changed_at, NEW.changed_at);
  END IF;
  RETURN NULL;
END $$;
