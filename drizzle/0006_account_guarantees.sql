-- What accounts promise, held by the database.

-- A guest's reservation joins the account of whoever has proved the address. Accounts whose address is not proved do not exist.
CREATE FUNCTION reservation_joins_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT p.id INTO NEW.person_id FROM people p WHERE p.mail_digest = NEW.mail_digest AND p.status <> 'closed' LIMIT 1;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER reservations_join_account BEFORE INSERT ON "reservations" FOR EACH ROW WHEN (NEW.mail_digest IS NOT NULL AND NEW.person_id IS NULL) EXECUTE FUNCTION reservation_joins_account();
--> statement-breakpoint

-- Whoever is banned or gone is signed out, whichever code did it; a closed account stays closed; an owner always remains.
CREATE FUNCTION person_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'closed' THEN
    RAISE EXCEPTION 'a closed account stays closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_stays_closed';
  END IF;
  IF NEW.status <> 'active' AND OLD.status = 'active' THEN
    UPDATE sessions SET ended_at = greatest(now(), created_at), end_reason = NEW.status WHERE person_id = NEW.id AND ended_at IS NULL;
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
CREATE TRIGGER people_changes BEFORE UPDATE OF status, role ON "people" FOR EACH ROW EXECUTE FUNCTION person_changes();
--> statement-breakpoint

-- What has ended or was used stays so.
CREATE FUNCTION session_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an ended session stays ended' USING ERRCODE = 'check_violation', CONSTRAINT = 'session_stays_ended';
END $$;
--> statement-breakpoint
CREATE TRIGGER sessions_stay_ended BEFORE UPDATE ON "sessions" FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION session_stays_ended();
--> statement-breakpoint
CREATE FUNCTION one_time_token_stays_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'used once is used' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_time_token_stays_used';
END $$;
--> statement-breakpoint
CREATE TRIGGER one_time_tokens_stay_used BEFORE UPDATE ON "one_time_tokens" FOR EACH ROW WHEN (OLD.consumed_at IS NOT NULL) EXECUTE FUNCTION one_time_token_stays_used();
--> statement-breakpoint
CREATE TRIGGER backup_codes_stay_used BEFORE UPDATE ON "backup_codes" FOR EACH ROW WHEN (OLD.used_at IS NOT NULL) EXECUTE FUNCTION one_time_token_stays_used();
--> statement-breakpoint
CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "consents" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- Spends one attempt of a budget; whether there was one left. Counts in a fixed window from the first attempt.
CREATE FUNCTION spend_attempt(p_key text, p_most integer, p_window interval, p_now timestamptz) RETURNS boolean LANGUAGE sql AS $$
  INSERT INTO attempt_budgets AS b (key, used, window_ends_at) VALUES (p_key, 1, p_now + p_window)
  ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN b.window_ends_at <= p_now THEN 1 ELSE least(b.used + 1, p_most + 1) END,
    window_ends_at = CASE WHEN b.window_ends_at <= p_now THEN p_now + p_window ELSE b.window_ends_at END
  RETURNING used <= p_most
$$;
--> statement-breakpoint

-- Refuses the transaction of whoever may not do what it does. It stands in front of the first statement of a request, so that
-- asking costs no trip and what is refused has not happened.
CREATE FUNCTION require_session(
  p_session text, p_person text, p_generation integer, p_roles text[], p_is_own boolean, p_reservation text, p_payment text, p_must_be_fresh boolean, p_now timestamptz
) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
  proved timestamptz;
  held text;
BEGIN
  SELECT s.proved_at, p.role INTO proved, held FROM sessions s JOIN people p ON p.id = s.person_id
  WHERE s.id = p_session AND s.person_id = p_person AND s.ended_at IS NULL AND s.expires_at > p_now AND p.status = 'active'
    AND EXISTS (SELECT FROM signing_key_generations g WHERE g.generation = p_generation AND (g.retires_at IS NULL OR g.retires_at > p_now));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no session' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'session_open';
  END IF;
  IF NOT coalesce(held = ANY (p_roles), false) AND NOT p_is_own
    AND NOT EXISTS (SELECT FROM reservations r WHERE r.id = p_reservation AND r.person_id = p_person)
    AND NOT EXISTS (SELECT FROM payments y JOIN reservations r ON r.id = y.reservation_id WHERE y.id = p_payment AND r.person_id = p_person)
  THEN
    IF num_nonnulls(p_reservation, p_payment) > 0 THEN
      RAISE EXCEPTION 'somebody else''s' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'own';
    END IF;
    RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'permitted';
  END IF;
  IF p_must_be_fresh AND proved < p_now - interval '10 minutes' THEN
    RAISE EXCEPTION 'the proof is old' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'proof_fresh';
  END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION require_api_key(p_id text, p_hash text, p_scope text, p_now timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
  granted text[];
BEGIN
  SELECT k.scopes INTO granted FROM api_keys k
  WHERE k.id = p_id AND k.hash = p_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > p_now);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no key' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'session_open';
  END IF;
  IF NOT coalesce(p_scope = ANY (granted), false) THEN
    RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'permitted';
  END IF;
END $$;
--> statement-breakpoint
INSERT INTO signing_key_generations (generation) VALUES (1);
