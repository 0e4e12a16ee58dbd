-- Who signed out stays out, whichever code writes to the session.
CREATE OR REPLACE FUNCTION session_stays_ended() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an ended session stays ended'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'session_stays_ended';
END $$;

CREATE OR REPLACE TRIGGER sessions_stay_ended
  BEFORE UPDATE ON sessions
  FOR EACH ROW
  WHEN (OLD.ended_at IS NOT NULL)
  EXECUTE FUNCTION session_stays_ended();
