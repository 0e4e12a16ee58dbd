CREATE TABLE "audit_seals" (
	"number" integer PRIMARY KEY NOT NULL,
	"up_to_sequence" bigint NOT NULL,
	"row_count" integer NOT NULL,
	"digest" text NOT NULL,
	"signature" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_seals" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- The text of 0001, but for the sequence: drawn before the lock, it let the smaller number be linked after the larger one, so that two rows had
-- the same predecessor and one of them could go unnoticed.
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.subject_id, 3));
  NEW.sequence := nextval('audit_events_sequence_seq');
  SELECT hash INTO NEW.previous_hash FROM audit_events WHERE subject_id = NEW.subject_id ORDER BY sequence DESC LIMIT 1;
  NEW.hash := encode(sha256(convert_to(
    jsonb_build_array(NEW.previous_hash, NEW.sequence, extract(epoch FROM NEW.at), NEW.actor, NEW.action, NEW.subject_id, NEW.details)::text, 'UTF8'
  )), 'hex');
  RETURN NEW;
END $$;
