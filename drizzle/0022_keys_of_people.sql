-- What a person made that opens doors without them ends with them: keys for machines, and invitations. The rest is the text of 0006.
CREATE OR REPLACE FUNCTION person_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'closed' THEN
    RAISE EXCEPTION 'a closed account stays closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_stays_closed';
  END IF;
  IF NEW.status <> 'active' AND OLD.status = 'active' THEN
    UPDATE sessions SET ended_at = greatest(now(), created_at), end_reason = NEW.status WHERE person_id = NEW.id AND ended_at IS NULL;
    WITH revoked AS (
      UPDATE api_keys SET revoked_at = greatest(now(), created_at) WHERE created_by = 'person:' || NEW.id AND revoked_at IS NULL RETURNING id, name, revoked_at
    ) INSERT INTO audit_events (at, actor, action, subject_id, details)
      SELECT revoked_at, 'system', 'api-key.revoked', id, jsonb_build_object('name', name, 'maker', NEW.status) FROM revoked;
    -- Those to the person's own address are withdrawn by the statement that changes the standing.
    UPDATE one_time_tokens SET consumed_at = greatest(now(), created_at)
      WHERE purpose = 'invitation' AND data ->> 'invitedBy' = NEW.id AND consumed_at IS NULL AND email IS DISTINCT FROM OLD.email;
  END IF;
  IF OLD.role = 'owner' AND OLD.status = 'active' AND (NEW.role <> 'owner' OR NEW.status <> 'active') THEN
    PERFORM pg_advisory_xact_lock(hashtext('owners'));
    IF NOT EXISTS (SELECT FROM people p WHERE p.role = 'owner' AND p.status = 'active' AND p.id <> NEW.id) THEN
      RAISE EXCEPTION 'an owner must remain' USING ERRCODE = 'check_violation', CONSTRAINT = 'an_owner_remains';
    END IF;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint

-- A key has at most the rights that its maker has at this moment: `p_roles` are those whose people may do what is asked. Keys that no person made
-- go by their scopes alone. The function of 0006 stays for the code that still runs.
CREATE FUNCTION require_api_key(p_id text, p_hash text, p_scope text, p_roles text[], p_now timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
  granted text[];
  maker text;
  held text;
BEGIN
  SELECT k.scopes, k.created_by, p.role INTO granted, maker, held
  FROM api_keys k LEFT JOIN people p ON k.created_by LIKE 'person:%' AND p.id = substr(k.created_by, 8) AND p.status = 'active'
  WHERE k.id = p_id AND k.hash = p_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > p_now);
  IF NOT FOUND OR maker LIKE 'person:%' AND held IS NULL THEN
    RAISE EXCEPTION 'no key' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'session_open';
  END IF;
  IF NOT coalesce(p_scope = ANY (granted), false) OR maker LIKE 'person:%' AND NOT coalesce(held = ANY (p_roles), false) THEN
    RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'permitted';
  END IF;
END $$;
--> statement-breakpoint

-- Whoever is out already: what they made has not ended with them then.
UPDATE api_keys k SET revoked_at = greatest(now(), k.created_at) FROM people p
  WHERE k.created_by = 'person:' || p.id AND p.status <> 'active' AND k.revoked_at IS NULL;
