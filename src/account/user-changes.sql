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
