-- A late payment uses the promotion code of its reservation again. What gift cards lent to it is taken again by the statement that confirms, which
-- knows whether the money reaches without it.
CREATE OR REPLACE FUNCTION reservation_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE promotion_redemptions SET is_released = false WHERE reservation_id = NEW.id AND is_released;
  RETURN NULL;
END $$;
