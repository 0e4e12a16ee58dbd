-- What we took off a sale ourselves stays off it, unless it is sold anew for less; a concession follows its
-- refunds and disputes.
CREATE OR REPLACE FUNCTION refuse_less_credit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was taken off a sale stays off it'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_only_grows';
END $$;

CREATE OR REPLACE TRIGGER reservation_credit_only_grows
  BEFORE UPDATE OF credited_minor, conceded_minor ON reservations
  FOR EACH ROW
  WHEN (
    NEW.terms = OLD.terms
    AND NEW.credited_minor - NEW.conceded_minor < OLD.credited_minor - OLD.conceded_minor
  )
  EXECUTE FUNCTION refuse_less_credit();
