-- A gift card or store credit that expired while it was set aside for a hold that came to nothing: from then
-- it lasts as long again as it was set aside. It is a trigger of its own, since the hold's end is not always
-- the change of the payment's time.
CREATE OR REPLACE FUNCTION lent_credit_returned() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ended_at timestamptz := greatest(NEW.changed_at, (
    SELECT least(r.hold_expires_at, coalesce(r.cancelled_at, r.hold_expires_at))
    FROM reservations r
    WHERE r.id = NEW.reservation_id
  ));
BEGIN
  UPDATE credits
  SET expires_at = ended_at + (ended_at - NEW.created_at)
  WHERE id = NEW.credit_id AND expires_at <= ended_at AND expires_at > NEW.created_at;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER lent_credit_returned
  AFTER UPDATE OF status ON payments
  FOR EACH ROW
  WHEN (NEW.provider = 'credit' AND OLD.status = 'authorized' AND NEW.status = 'canceled')
  EXECUTE FUNCTION lent_credit_returned();
