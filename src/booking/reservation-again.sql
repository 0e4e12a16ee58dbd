-- A late payment uses the promotion code of its reservation again. What gift cards lent to it is taken again
-- by the statement that confirms, which knows whether the money is enough without it.
CREATE OR REPLACE FUNCTION reservation_again() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE promotion_redemptions
  SET is_released = false
  WHERE reservation_id = NEW.id AND is_released;
  RETURN NULL;
END $$;

-- Its name is before `reservation_books`, which takes what has been lent: triggers run by name.
CREATE OR REPLACE TRIGGER reservation_again
  AFTER UPDATE OF status ON reservations
  FOR EACH ROW
  WHEN (OLD.status = 'expired' AND NEW.status = 'confirmed')
  EXECUTE FUNCTION reservation_again();
