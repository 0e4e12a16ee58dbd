-- Links each audit event to the one before it about the same subject. The lock keeps two writers from sharing
-- a predecessor. The sequence is drawn under the lock: drawn before it, the smaller number could be linked
-- after the larger one, two rows had the same predecessor, and one of them could go unnoticed.
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.subject_id, 3));
  NEW.sequence := nextval('audit_events_sequence_seq');

  SELECT hash
  INTO NEW.previous_hash
  FROM audit_events
  WHERE subject_id = NEW.subject_id
  ORDER BY sequence DESC
  LIMIT 1;

  NEW.hash := encode(sha256(convert_to(
    jsonb_build_array(
      NEW.previous_hash,
      NEW.sequence,
      extract(epoch FROM NEW.at),
      NEW.actor,
      NEW.action,
      NEW.subject_id,
      NEW.details
    )::text,
    'UTF8'
  )), 'hex');
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER audit_chain
  BEFORE INSERT ON audit_events
  FOR EACH ROW
  EXECUTE FUNCTION audit_chain();
