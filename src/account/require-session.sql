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
  authenticated timestamptz;
  by_factor boolean;
  held text;
BEGIN
  SELECT s.authenticated_at, s.authenticated_by && ARRAY['otp', 'sms', 'hwk'], p.role
  INTO authenticated, by_factor, held
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
    authenticated < p_now - interval '10 minutes'
    OR NOT by_factor
      AND EXISTS (SELECT FROM factors f WHERE f.user_id = p_user AND f.confirmed_at IS NOT NULL)
  ) THEN
    RAISE EXCEPTION 'the authentication is old or too little'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'authentication_fresh';
  END IF;
END $$;
