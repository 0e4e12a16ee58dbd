-- The lawful changes of a reservation's status. An expired hold may still be confirmed: its money came late,
-- and its time was free.
CREATE OR REPLACE FUNCTION reservation_transition() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ((OLD.status, NEW.status) IN (
    ('held', 'confirmed'),
    ('held', 'cancelled'),
    ('held', 'expired'),
    ('expired', 'confirmed'),
    ('confirmed', 'cancelled')
  )) THEN
    RAISE EXCEPTION 'a reservation cannot go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_transition';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER reservation_transition
  BEFORE UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION reservation_transition();
