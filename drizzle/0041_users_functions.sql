-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
-- src/booking/owed/promotion-counted.sql
-- Counts a use of a promotion code, given back or taken again. The count locks the row of the promotion, so
-- its limits hold for a hundred guests at once. The statement that confirms a late payment has asked for the
-- use under the same lock; what is not there is refused here.
CREATE OR REPLACE FUNCTION promotion_counted() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  most_for_one integer;
BEGIN
  UPDATE promotions
  SET redeemed_count = redeemed_count + CASE WHEN NEW.is_released THEN -1 ELSE 1 END
  WHERE code = NEW.code
  RETURNING max_per_person INTO most_for_one;

  IF NOT NEW.is_released AND (
    SELECT count(*)
    FROM promotion_redemptions r
    WHERE r.code = NEW.code AND r.email_hash = NEW.email_hash AND NOT r.is_released
  ) > most_for_one THEN
    RAISE EXCEPTION 'the code % was used as often as one person may', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'promotion_limit_per_person';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER promotion_counted
  AFTER INSERT ON promotion_redemptions
  FOR EACH ROW
  EXECUTE FUNCTION promotion_counted();

CREATE OR REPLACE TRIGGER promotion_given_back
  AFTER UPDATE OF is_released ON promotion_redemptions
  FOR EACH ROW
  WHEN (NEW.is_released AND NOT OLD.is_released)
  EXECUTE FUNCTION promotion_counted();

CREATE OR REPLACE TRIGGER promotion_taken_again
  AFTER UPDATE OF is_released ON promotion_redemptions
  FOR EACH ROW
  WHEN (OLD.is_released AND NOT NEW.is_released)
  EXECUTE FUNCTION promotion_counted();
--> statement-breakpoint
-- src/account/require-api-key.sql
-- Refuses the transaction of an API key that may not do what it asks. A key has at most the rights that its
-- maker has at this moment: `p_roles` are the roles that may do it. A key that no person made goes by its
-- scopes alone.
CREATE OR REPLACE FUNCTION require_api_key(
  p_id text,
  p_hash text,
  p_scope text,
  p_roles text[],
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  granted text[];
  maker text;
  held text;
BEGIN
  SELECT k.scopes, k.created_by, p.role
  INTO granted, maker, held
  FROM api_keys k
  LEFT JOIN users p
    ON k.created_by LIKE 'user:%' AND p.id = substr(k.created_by, 6) AND p.status = 'active'
  WHERE k.id = p_id
    AND k.hash = p_hash
    AND k.revoked_at IS NULL
    AND (k.expires_at IS NULL OR k.expires_at > p_now);

  IF NOT FOUND OR maker LIKE 'user:%' AND held IS NULL THEN
    RAISE EXCEPTION 'no key'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'session_open';
  END IF;
  IF NOT coalesce(p_scope = ANY (granted), false)
    OR maker LIKE 'user:%' AND NOT coalesce(held = ANY (p_roles), false)
  THEN
    RAISE EXCEPTION 'not permitted'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'permitted';
  END IF;
END $$;
--> statement-breakpoint
-- src/account/require-session.sql
-- Refuses the transaction of whoever may not do what it does. It stands in front of the first statement of a
-- request, so that asking costs no trip and what is refused has not happened. Where the person has a second
-- factor at this moment, the password counts as asked for again only if that factor was given too.
CREATE OR REPLACE FUNCTION require_session(
  p_session text,
  p_user text,
  p_generation integer,
  p_roles text[],
  p_is_own boolean,
  p_reservation text,
  p_payment text,
  p_must_be_fresh boolean,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  proved timestamptz;
  proved_by_factor boolean;
  held text;
BEGIN
  SELECT s.proved_at, s.proved_by && ARRAY['otp', 'sms', 'hwk'], p.role
  INTO proved, proved_by_factor, held
  FROM sessions s
  JOIN users p ON p.id = s.user_id
  WHERE s.id = p_session
    AND s.user_id = p_user
    AND s.ended_at IS NULL
    AND s.expires_at > p_now
    AND p.status = 'active'
    AND EXISTS (
      SELECT FROM signing_key_generations g
      WHERE g.generation = p_generation AND (g.retires_at IS NULL OR g.retires_at > p_now)
    );
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no session'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'session_open';
  END IF;

  IF NOT coalesce(held = ANY (p_roles), false)
    AND NOT p_is_own
    AND NOT EXISTS (SELECT FROM reservations r WHERE r.id = p_reservation AND r.user_id = p_user)
    AND NOT EXISTS (
      SELECT FROM payments y
      JOIN reservations r ON r.id = y.reservation_id
      WHERE y.id = p_payment AND r.user_id = p_user
    )
  THEN
    IF num_nonnulls(p_reservation, p_payment) > 0 THEN
      RAISE EXCEPTION 'somebody else''s'
        USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'own';
    END IF;
    RAISE EXCEPTION 'not permitted'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'permitted';
  END IF;

  IF p_must_be_fresh AND (
    proved < p_now - interval '10 minutes'
    OR NOT proved_by_factor
      AND EXISTS (SELECT FROM factors f WHERE f.user_id = p_user AND f.confirmed_at IS NOT NULL)
  ) THEN
    RAISE EXCEPTION 'the proof is old or too little'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'proof_fresh';
  END IF;
END $$;
--> statement-breakpoint
-- src/ledger/reservation-books.sql
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
--> statement-breakpoint
-- src/booking/owed/reservation-money.sql
-- What a reservation has, holds and owes, once for all that ask: the page, the way to pay, schedules, the
-- confirmation, the cancellation, refunds. One read of its payments; inlined into the statement that asks,
-- which computes only the columns that it takes.
CREATE OR REPLACE FUNCTION reservation_money(r reservations) RETURNS TABLE (
  -- What it costs, less what was taken off since.
  price_minor bigint,
  -- The same of what was sold; nothing of a hold that never was confirmed. What is paid beyond it goes back.
  sold_minor bigint,
  -- What confirms a hold.
  needed_minor bigint,
  -- All that was collected, and what of it has gone back or is on its way back.
  received_minor bigint,
  refunded_minor bigint,
  refunding_minor bigint,
  -- Withheld by disputes that are open.
  disputed_minor bigint,
  -- Collected, less what went or goes back, less what lost disputes have taken.
  paid_minor bigint,
  -- Given back by the business of its own will, at a provider or by its staff.
  goodwill_minor bigint,
  -- What nobody is asked for: given back while it was held, given back at a provider, or taken by a
  -- lost dispute.
  conceded_minor bigint,
  -- Gift cards and store credit set aside for it.
  lent_minor bigint,
  -- What a hold has of what it needs. What was conceded counts as paid.
  toward_minor bigint,
  -- What is to be paid next: the rest of what confirms a hold, or of the price of what is confirmed,
  -- and never more than the price.
  due_minor bigint,
  -- What goes back of one that is over once a dispute about it is decided for the business.
  waiting_minor bigint
) LANGUAGE sql STABLE AS $$
  SELECT s.price_minor, s.sold_minor, s.needed_minor, s.received_minor, s.refunded_minor, s.refunding_minor,
    s.withheld_minor - s.lost_minor, s.paid_minor, s.goodwill_minor, s.conceded_minor, s.lent_minor,
    s.paid_minor + s.conceded_minor + s.lent_minor,
    CASE r.status
      WHEN 'held' THEN greatest(0, s.needed_minor - s.paid_minor - s.conceded_minor - s.lent_minor)
      WHEN 'confirmed' THEN greatest(0, least(s.price_minor, s.price_minor - s.paid_minor))
      ELSE 0 END,
    CASE WHEN r.status IN ('cancelled', 'expired')
      THEN greatest(0, least(s.paid_minor - s.sold_minor, s.withheld_minor - s.lost_minor)) ELSE 0 END
  FROM (
    SELECT m.*, r.total_minor - r.credited_minor AS price_minor,
      CASE WHEN r.confirmed_at IS NULL THEN 0 ELSE r.total_minor - r.credited_minor END AS sold_minor,
      coalesce(r.due_now_minor, r.total_minor) AS needed_minor,
      m.received_minor - m.refunding_minor - m.lost_minor AS paid_minor,
      m.given_back_minor + m.lost_minor AS conceded_minor
    FROM (
      SELECT
        coalesce(sum(p.captured_minor), 0)::bigint AS received_minor,
        coalesce(sum(p.refunded_minor), 0)::bigint AS refunded_minor,
        coalesce(sum(p.refunding_minor), 0)::bigint AS refunding_minor,
        coalesce(sum(p.disputed_minor), 0)::bigint AS withheld_minor,
        coalesce(sum((SELECT sum(d.amount_minor) FROM disputes d
          WHERE d.payment_id = p.id AND d.status = 'lost')), 0)::bigint AS lost_minor,
        coalesce(sum((SELECT sum(f.amount_minor) FROM refunds f
          WHERE f.payment_id = p.id AND f.status <> 'failed'
            AND f.reason IN ('provider', 'staff'))), 0)::bigint AS goodwill_minor,
        coalesce(sum((SELECT sum(f.amount_minor) FROM refunds f
          WHERE f.payment_id = p.id AND f.status <> 'failed' AND (f.reason = 'provider'
            -- What the staff give back of a sale comes off its price by itself.
            OR (f.reason = 'staff' AND (r.confirmed_at IS NULL OR f.created_at < r.confirmed_at))
          ))), 0)::bigint
          AS given_back_minor,
        coalesce(sum(p.amount_minor)
          FILTER (WHERE p.provider = 'credit' AND p.status = 'authorized'), 0)::bigint
          AS lent_minor
      FROM payments p WHERE p.reservation_id = r.id AND p.purpose <> 'security-deposit'
    ) m
  ) s
$$;
--> statement-breakpoint
-- src/booking/reservation-transition.sql
-- The lawful changes of a reservation's status. An expired hold may still be confirmed: its money came late,
-- and its time was free.
CREATE OR REPLACE FUNCTION reservation_transition() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ((OLD.status, NEW.status) IN (
    ('held', 'confirmed'),
    ('held', 'cancelled'),
    ('held', 'expired'),
    ('expired', 'confirmed'),
    ('confirmed', 'cancelled')
  )) THEN
    RAISE EXCEPTION 'a reservation cannot go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_transition';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER reservation_transition
  BEFORE UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION reservation_transition();
--> statement-breakpoint
-- src/account/user-changes.sql
-- Whoever is banned or gone is signed out, whichever code did it; a closed account stays closed; an owner
-- always remains. What a person made that lets others in ends with them: API keys and invitations.
CREATE OR REPLACE FUNCTION user_changes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'closed' THEN
    -- What it was is kept for fourteen days, in which its owner can have it back.
    IF NEW.status = 'active' AND EXISTS (SELECT FROM closed_accounts c WHERE c.user_id = NEW.id) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a closed account stays closed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_stays_closed';
  END IF;

  IF NEW.status <> 'active' AND OLD.status = 'active' THEN
    UPDATE sessions
    SET ended_at = greatest(now(), created_at), end_reason = NEW.status
    WHERE user_id = NEW.id AND ended_at IS NULL;

    WITH revoked AS (
      UPDATE api_keys
      SET revoked_at = greatest(now(), created_at)
      WHERE created_by = 'user:' || NEW.id AND revoked_at IS NULL
      RETURNING id, name, revoked_at
    )
    INSERT INTO audit_events (at, actor, action, subject_id, details)
    SELECT
      revoked_at,
      'system',
      'api-key.revoked',
      id,
      jsonb_build_object('name', name, 'maker', NEW.status)
    FROM revoked;

    -- Those to the person's own address are withdrawn by the statement that changes the role or the status.
    UPDATE one_time_tokens
    SET consumed_at = greatest(now(), created_at)
    WHERE purpose = 'invitation'
      AND data ->> 'invitedBy' = NEW.id
      AND consumed_at IS NULL
      AND email IS DISTINCT FROM OLD.email;
  END IF;

  IF OLD.role = 'owner' AND OLD.status = 'active' AND (NEW.role <> 'owner' OR NEW.status <> 'active') THEN
    -- Two owners who leave at once would each count on the other.
    PERFORM pg_advisory_xact_lock(hashtext('owners'));
    IF NOT EXISTS (
      SELECT FROM users p WHERE p.role = 'owner' AND p.status = 'active' AND p.id <> NEW.id
    ) THEN
      RAISE EXCEPTION 'an owner must remain'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'an_owner_remains';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER users_changes
  BEFORE UPDATE OF status, role ON users
  FOR EACH ROW
  EXECUTE FUNCTION user_changes();
--> statement-breakpoint
-- src/booking/processing-ended.sql
-- A hold whose money was still on its way when its time was over: the guest and the owner hear of it, whoever
-- ended the hold.
CREATE OR REPLACE FUNCTION processing_ended() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := greatest(NEW.hold_expires_at, NEW.changed_at);
BEGIN
  INSERT INTO outbox (id, template, subject_id, details, due_at, created_at)
  SELECT new_id('msg'), told.template, NEW.id, jsonb_build_object('amountMinor', p.amount_minor), at, at
  FROM payments p, unnest(ARRAY['guest-processing-ended', 'owner-processing-ended']) told(template)
  WHERE p.reservation_id = NEW.id AND p.status = 'processing' AND p.purpose <> 'security-deposit';
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER processing_ended
  AFTER UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (NEW.status = 'expired' AND OLD.status = 'held')
  EXECUTE FUNCTION processing_ended();
--> statement-breakpoint
-- src/booking/reservation-again.sql
-- A late payment uses the promotion code of its reservation again. What gift cards lent to it is taken again
-- by the statement that confirms, which knows whether the money is enough without it.
CREATE OR REPLACE FUNCTION reservation_again() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE promotion_redemptions
  SET is_released = false
  WHERE reservation_id = NEW.id AND is_released;
  RETURN NULL;
END $$;

-- Its name is before `reservation_books`, which takes what has been lent: triggers run by name.
CREATE OR REPLACE TRIGGER reservation_again
  AFTER UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (OLD.status = 'expired' AND NEW.status = 'confirmed')
  EXECUTE FUNCTION reservation_again();
