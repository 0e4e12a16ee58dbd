-- Counts a use of a promotion code, given back or taken again. The count locks the row of the promotion, so
-- its limits hold for a hundred guests at once. The statement that confirms a late payment has asked for the
-- use under the same lock; what is not there is refused here.
CREATE OR REPLACE FUNCTION promotion_counted() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  most_for_one integer;
BEGIN
  UPDATE promotions
  SET redeemed_count = redeemed_count + CASE WHEN NEW.is_released THEN -1 ELSE 1 END
  WHERE code = NEW.code
  RETURNING max_per_person INTO most_for_one;

  IF NOT NEW.is_released AND (
    SELECT count(*)
    FROM promotion_redemptions r
    WHERE r.code = NEW.code AND r.email_hash = NEW.email_hash AND NOT r.is_released
  ) > most_for_one THEN
    RAISE EXCEPTION 'the code % was used as often as one person may', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'promotion_limit_per_person';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER promotion_counted
  AFTER INSERT ON promotion_redemptions
  FOR EACH ROW
  EXECUTE FUNCTION promotion_counted();

CREATE OR REPLACE TRIGGER promotion_given_back
  AFTER UPDATE OF is_released ON promotion_redemptions
  FOR EACH ROW
  WHEN (NEW.is_released AND NOT OLD.is_released)
  EXECUTE FUNCTION promotion_counted();

CREATE OR REPLACE TRIGGER promotion_taken_again
  AFTER UPDATE OF is_released ON promotion_redemptions
  FOR EACH ROW
  WHEN (OLD.is_released AND NOT NEW.is_released)
  EXECUTE FUNCTION promotion_counted();
