-- A hold whose money was still on its way when its time was over: the guest and the owner hear of it, whoever
-- ended the hold.
CREATE OR REPLACE FUNCTION processing_ended() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := greatest(NEW.hold_expires_at, NEW.changed_at);
BEGIN
  INSERT INTO outbox (id, template, subject_id, details, due_at, created_at)
  SELECT new_id('msg'), told.template, NEW.id, jsonb_build_object('amountMinor', p.amount_minor), at, at
  FROM payments p, unnest(ARRAY['guest-processing-ended', 'owner-processing-ended']) told(template)
  WHERE p.reservation_id = NEW.id AND p.status = 'processing' AND p.purpose <> 'security-deposit';
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER processing_ended
  AFTER UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (NEW.status = 'expired' AND OLD.status = 'held')
  EXECUTE FUNCTION processing_ended();
