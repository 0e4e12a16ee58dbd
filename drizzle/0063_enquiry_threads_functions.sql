-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
-- src/enquiry/message-moves-thread.sql
-- A message makes the next version of its enquiry, and says whose the last word is, whichever way it came.
CREATE OR REPLACE FUNCTION message_moves_thread() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE enquiries e SET
    version = NEW.version,
    is_answered = NEW.direction = 'out'
  WHERE e.id = NEW.enquiry_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER message_moves_thread
  AFTER INSERT ON enquiry_messages
  FOR EACH ROW
  EXECUTE FUNCTION message_moves_thread();
--> statement-breakpoint
-- src/account/require-api-key.sql
-- Refuses the transaction of an API key that may not do what it asks. A key has at most the rights that its
-- maker has at this moment: `p_roles` are the roles that may do it. A key that no person made goes by its
-- scopes alone. That it is used is noted once in ten minutes, and waits for nobody who notes it meanwhile.
CREATE OR REPLACE FUNCTION require_api_key(
  p_id text,
  p_hash text,
  p_scope text,
  p_roles text[],
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  granted text[];
  maker text;
  held text;
  used timestamptz;
BEGIN
  SELECT k.scopes, k.created_by, p.role, k.last_used_at
  INTO granted, maker, held, used
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

  IF used IS NULL OR used <= p_now - interval '10 minutes' THEN
    UPDATE api_keys k SET last_used_at = p_now
    WHERE k.id = (SELECT o.id FROM api_keys o WHERE o.id = p_id FOR NO KEY UPDATE SKIP LOCKED);
  END IF;
END $$;
--> statement-breakpoint
-- src/enquiry/append-only.sql
-- What was said to somebody, or by them, is not rewritten.
CREATE OR REPLACE TRIGGER enquiry_messages_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON enquiry_messages
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
