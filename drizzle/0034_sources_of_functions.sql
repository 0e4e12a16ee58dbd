-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
DROP TRIGGER ledger_account_renamed on ledger_entries;
--> statement-breakpoint
DROP TRIGGER reservations_join_account on reservations;
--> statement-breakpoint
DROP FUNCTION ledger_account_renamed();
--> statement-breakpoint
DROP FUNCTION require_api_key(text, text, text, timestamp with time zone);
--> statement-breakpoint
DROP FUNCTION reservation_joins_account();
--> statement-breakpoint
-- src/booking/occupied-period.sql
-- For how long a stay takes its unit: from its start to the end of the turnaround after it.
CREATE OR REPLACE FUNCTION occupied_period(
  starts_at timestamptz,
  ends_at timestamptz,
  turnaround_minutes integer
) RETURNS tstzrange
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT tstzrange(starts_at, ends_at + make_interval(mins => turnaround_minutes))
$$;
--> statement-breakpoint
-- src/account/require-session.sql
-- Refuses the transaction of whoever may not do what it does. It stands in front of the first statement of a
-- request, so that asking costs no trip and what is refused has not happened. Where the person has a second
-- factor at this moment, the password counts as asked for again only if that factor was given too.
CREATE OR REPLACE FUNCTION require_session(
  p_session text,
  p_person text,
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
  JOIN people p ON p.id = s.person_id
  WHERE s.id = p_session
    AND s.person_id = p_person
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
    AND NOT EXISTS (SELECT FROM reservations r WHERE r.id = p_reservation AND r.person_id = p_person)
    AND NOT EXISTS (
      SELECT FROM payments y
      JOIN reservations r ON r.id = y.reservation_id
      WHERE y.id = p_payment AND r.person_id = p_person
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
      AND EXISTS (SELECT FROM factors f WHERE f.person_id = p_person AND f.confirmed_at IS NOT NULL)
  ) THEN
    RAISE EXCEPTION 'the proof is old or too little'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'proof_fresh';
  END IF;
END $$;
--> statement-breakpoint
-- src/booking/reservation-occupancy.sql
-- A held or confirmed reservation occupies its unit from the start of the stay to the end of the turnaround;
-- any other does not. The exclusion constraint of `occupancies` refuses what overlaps.
CREATE OR REPLACE FUNCTION reservation_occupancy() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status IN ('held', 'confirmed') THEN
    INSERT INTO occupancies (id, unit_id, period, expires_at, reservation_id)
    VALUES (
      NEW.id,
      NEW.unit_id,
      occupied_period(NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes),
      CASE NEW.status WHEN 'held' THEN NEW.hold_expires_at END,
      NEW.id
    )
    ON CONFLICT (reservation_id) DO UPDATE SET
      unit_id = EXCLUDED.unit_id,
      period = EXCLUDED.period,
      expires_at = EXCLUDED.expires_at;
  ELSE
    DELETE FROM occupancies WHERE reservation_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reservation_occupancy_made
  AFTER INSERT ON reservations
  FOR EACH ROW
  EXECUTE FUNCTION reservation_occupancy();

CREATE OR REPLACE TRIGGER reservation_occupancy_kept
  AFTER UPDATE OF status, unit_id, starts_at, ends_at, turnaround_minutes, hold_expires_at ON reservations
  FOR EACH ROW
  WHEN (
    (OLD.status, OLD.unit_id, OLD.starts_at, OLD.ends_at, OLD.turnaround_minutes, OLD.hold_expires_at)
    IS DISTINCT FROM
    (NEW.status, NEW.unit_id, NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes, NEW.hold_expires_at)
  )
  EXECUTE FUNCTION reservation_occupancy();
