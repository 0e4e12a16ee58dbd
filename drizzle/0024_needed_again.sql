-- A late payment takes again what its hold gave back when it lapsed: the use of a promotion code, and what gift cards lent to it. The
-- statement that confirms has asked for both under their locks (src/booking/confirm-paid.ts); what is not there is refused here.
CREATE OR REPLACE FUNCTION promotion_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most_for_one integer;
BEGIN
  UPDATE promotions SET redeemed_count = redeemed_count + CASE WHEN NEW.is_released THEN -1 ELSE 1 END
    WHERE code = NEW.code RETURNING max_per_person INTO most_for_one;
  IF NOT NEW.is_released AND (SELECT count(*) FROM promotion_redemptions r WHERE r.code = NEW.code AND r.mail_digest = NEW.mail_digest AND NOT r.is_released) > most_for_one THEN
    RAISE EXCEPTION 'the code % was used as often as one person may', NEW.code USING ERRCODE = 'check_violation', CONSTRAINT = 'promotion_limit_per_person';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER promotion_taken_again AFTER UPDATE OF is_released ON "promotion_redemptions" FOR EACH ROW
  WHEN (OLD.is_released AND NOT NEW.is_released) EXECUTE FUNCTION promotion_counted();
--> statement-breakpoint
CREATE FUNCTION reservation_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE promotion_redemptions SET is_released = false WHERE reservation_id = NEW.id AND is_released;
  UPDATE payments SET status = 'authorized', changed_at = coalesce(NEW.changed_at, NEW.confirmed_at)
    WHERE reservation_id = NEW.id AND provider = 'credit' AND status = 'canceled';
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Its name is before `reservation_books`, which takes what has been lent: triggers run by name.
CREATE TRIGGER reservation_again AFTER UPDATE OF status ON "reservations" FOR EACH ROW
  WHEN (OLD.status = 'lapsed' AND NEW.status = 'confirmed') EXECUTE FUNCTION reservation_again();
