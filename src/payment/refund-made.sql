-- A refund of a credit is done at once, because the money never left us.
CREATE OR REPLACE FUNCTION refund_made() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM payments p WHERE p.id = NEW.payment_id AND p.provider = 'credit') THEN
    NEW.status := 'succeeded';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER refund_made
  BEFORE INSERT ON refunds
  FOR EACH ROW
  EXECUTE FUNCTION refund_made();
