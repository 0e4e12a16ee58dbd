CREATE TABLE "closed_accounts" (
	"person_id" text PRIMARY KEY NOT NULL,
	"kept" jsonb NOT NULL,
	"closed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "one_time_tokens" DROP CONSTRAINT "purpose_known";--> statement-breakpoint
ALTER TABLE "closed_accounts" ADD CONSTRAINT "closed_accounts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "closed_accounts_by_age" ON "closed_accounts" USING btree ("closed_at");--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "purpose_known" CHECK ("one_time_tokens"."purpose" in ('registration', 'resend', 'password-reset', 'email-change', 'invitation', 'disowning', 'reopening', 'second-factor', 'sms-code', 'phone', 'identity-state', 'identity-nonce', 'passkey-sign-in', 'passkey-registration'));
--> statement-breakpoint

-- The rest is the text of 0022.
CREATE OR REPLACE FUNCTION person_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'closed' THEN
    -- What it was is kept for fourteen days, in which its owner can have it back.
    IF NEW.status = 'active' AND EXISTS (SELECT FROM closed_accounts c WHERE c.person_id = NEW.id) THEN
      RETURN NEW;
    END IF;
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
