-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
-- src/ledger/clearing-account.sql
-- The account that a payment's money stands in: what the provider holds for us, what we owe the holder of a
-- gift card, the bank, or the till.
CREATE OR REPLACE FUNCTION clearing_account(provider text, credit text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE provider
    WHEN 'credit' THEN (SELECT c.kind || 's' FROM credits c WHERE c.id = credit)
    WHEN 'transfer' THEN 'bank'
    WHEN 'cash' THEN 'cash'
    ELSE 'provider-clearing:' || provider
  END
$$;
--> statement-breakpoint
-- src/ledger/refund-books.sql
-- Keeps the payment's sums, posts, and sees to it that a refund of ours that is to be made has its call. The
-- check of those sums refuses more than was captured, for twenty refunds at once too, since each locks the
-- payment. What came by bank transfer or in cash no provider can send back: the owner is asked to, in place
-- of a call.
CREATE OR REPLACE FUNCTION refund_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  status_before text := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END;
  usable_until timestamptz := NEW.changed_at + interval '90 days';
  payment payments;
  clearing text;
  paid text;
BEGIN
  IF status_before = NEW.status THEN
    RETURN NULL;
  END IF;

  UPDATE payments SET
    refunding_minor = refunding_minor + CASE
      WHEN NEW.status = 'failed' THEN -NEW.amount_minor
      WHEN status_before = '' THEN NEW.amount_minor
      ELSE 0
    END,
    refunded_minor = refunded_minor + CASE
      WHEN NEW.status = 'succeeded' THEN NEW.amount_minor
      WHEN status_before = 'succeeded' THEN -NEW.amount_minor
      ELSE 0
    END,
    changed_at = NEW.changed_at
  WHERE id = NEW.payment_id AND NOT (status_before = '' AND NEW.status = 'failed')
  RETURNING * INTO payment;
  IF payment.id IS NULL THEN
    RETURN NULL;
  END IF;

  clearing := clearing_account(payment.provider, payment.credit_id);
  paid := paid_account(payment.purpose);
  IF status_before = '' THEN
    PERFORM post_movement(
      'refund-due:' || NEW.id, 'refund-due',
      payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY[paid, 'refunds'],
      ARRAY[NEW.amount_minor, -NEW.amount_minor]
    );
  END IF;

  IF NEW.status = 'succeeded' THEN
    PERFORM post_movement(
      'refund:' || NEW.id, 'refund',
      payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['refunds', clearing],
      ARRAY[NEW.amount_minor, -NEW.amount_minor]
    );
    UPDATE credits SET balance_minor = balance_minor + NEW.amount_minor WHERE id = payment.credit_id;
    -- What came back to a card that is about to expire, or has, would be lost at once.
    UPDATE credits SET expires_at = usable_until WHERE id = payment.credit_id AND expires_at < usable_until;
    IF FOUND THEN
      INSERT INTO outbox (id, template, subject_id, details, due_at, created_at)
      VALUES (
        new_id('msg'),
        'guest-credit-prolonged',
        payment.reservation_id,
        jsonb_build_object('amountMinor', NEW.amount_minor, 'usableUntil', usable_until),
        NEW.changed_at,
        NEW.changed_at
      );
    END IF;
  END IF;

  IF NEW.status = 'failed' THEN
    IF status_before = 'succeeded' THEN
      PERFORM post_movement(
        'refund-returned:' || NEW.id, 'refund-returned',
        payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
        ARRAY[clearing, 'refunds'],
        ARRAY[NEW.amount_minor, -NEW.amount_minor]
      );
    END IF;
    PERFORM post_movement(
      'refund-failed:' || NEW.id, 'refund-failed',
      payment.reservation_id, payment.id, NEW.changed_at, NEW.currency,
      ARRAY['refunds', paid],
      ARRAY[NEW.amount_minor, -NEW.amount_minor]
    );
  END IF;

  IF NEW.status = 'pending' AND payment.provider IN ('transfer', 'cash') THEN
    INSERT INTO outbox (id, template, subject_id, details, due_at, created_at)
    VALUES (
      new_id('msg'),
      'owner-' || payment.provider || '-back',
      payment.id,
      jsonb_build_object('amountMinor', NEW.amount_minor, 'refundId', NEW.id),
      NEW.changed_at,
      NEW.changed_at
    );
  -- One that the provider told us of is under way there already: asking for it would send the money twice.
  ELSIF NEW.status = 'pending' AND NEW.provider_ref IS NULL THEN
    INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
    VALUES (new_id('msg'), 'provider', 'refund', NEW.id, NEW.changed_at, NEW.changed_at);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER refund_books
  AFTER INSERT OR UPDATE OF status ON refunds
  FOR EACH ROW
  EXECUTE FUNCTION refund_books();
--> statement-breakpoint
-- src/booking/append-only.sql
-- A reservation names the version of the policy that its guest accepted, so a version stays as it was.
CREATE OR REPLACE TRIGGER cancellation_policies_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON cancellation_policies
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

-- What was changed stays on record: documents of before are drawn from it.
CREATE OR REPLACE TRIGGER reservation_changes_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON reservation_changes
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

-- What was seen at the door stays what was seen.
CREATE OR REPLACE TRIGGER handovers_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON handovers
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
