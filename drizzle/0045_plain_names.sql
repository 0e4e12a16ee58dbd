-- The field's own words: an attempt is consumed of a limit, a session knows when and by what its user was last
-- authenticated, and "it was not me" secures an account. Nothing has been released yet: the functions of an older
-- build do not run on these names.
ALTER TABLE "attempt_budgets" RENAME TO "attempt_limits";
--> statement-breakpoint
ALTER TABLE "attempt_limits" RENAME CONSTRAINT "attempt_budgets_pkey" TO "attempt_limits_pkey";
--> statement-breakpoint
ALTER INDEX "attempt_budgets_by_end" RENAME TO "attempt_limits_by_end";
--> statement-breakpoint
ALTER TABLE "sessions" RENAME COLUMN "proved_at" TO "authenticated_at";
--> statement-breakpoint
ALTER TABLE "sessions" RENAME COLUMN "proved_by" TO "authenticated_by";
--> statement-breakpoint
ALTER TABLE "sessions" DROP CONSTRAINT "end_reason_known";
--> statement-breakpoint
ALTER TABLE "one_time_tokens" DROP CONSTRAINT "purpose_known";
--> statement-breakpoint
-- What has ended or was used is changed in its words alone.
ALTER TABLE "sessions" DISABLE TRIGGER USER;
--> statement-breakpoint
ALTER TABLE "one_time_tokens" DISABLE TRIGGER USER;
--> statement-breakpoint
UPDATE "sessions" SET "end_reason" = 'secured' WHERE "end_reason" = 'disowned';
--> statement-breakpoint
-- The secret of a link follows from its purpose: those in mails of before open nothing any more.
UPDATE "one_time_tokens" SET "purpose" = 'secure-account' WHERE "purpose" = 'disowning';
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE TRIGGER USER;
--> statement-breakpoint
ALTER TABLE "one_time_tokens" ENABLE TRIGGER USER;
--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "end_reason_known" CHECK ("sessions"."end_reason" in ('signed-out', 'refresh-token-reused', 'password-changed', 'recovered', 'secured', 'banned', 'closed'));
--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "purpose_known" CHECK ("one_time_tokens"."purpose" in ('registration', 'resend', 'password-reset', 'email-change', 'invitation', 'secure-account', 'reopening', 'second-factor', 'sms-code', 'phone', 'identity-state', 'identity-nonce', 'passkey-sign-in', 'passkey-registration'));
--> statement-breakpoint
DROP FUNCTION spend_attempt(text, integer, interval, timestamp with time zone);
--> statement-breakpoint
-- src/account/consume-attempt.sql
-- Counts one attempt against a limit; whether there was one left. Counts in a fixed window from the first
-- attempt.
CREATE OR REPLACE FUNCTION consume_attempt(
  p_key text,
  p_most integer,
  p_window interval,
  p_now timestamptz
) RETURNS boolean
LANGUAGE sql AS $$
  INSERT INTO attempt_limits AS b (key, used, window_ends_at)
  VALUES (p_key, 1, p_now + p_window)
  ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN b.window_ends_at <= p_now THEN 1 ELSE least(b.used + 1, p_most + 1) END,
    window_ends_at = CASE WHEN b.window_ends_at <= p_now THEN p_now + p_window ELSE b.window_ends_at END
  RETURNING used <= p_most
$$;
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
