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
