-- A guest's reservation joins the account of whoever has proved the address. There is no account whose
-- address is not proved.
CREATE OR REPLACE FUNCTION reservation_joins_account() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  SELECT p.id
  INTO NEW.person_id
  FROM people p
  WHERE p.mail_digest = NEW.mail_digest AND p.status <> 'closed'
  LIMIT 1;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER reservations_join_account
  BEFORE INSERT ON reservations
  FOR EACH ROW
  WHEN (NEW.mail_digest IS NOT NULL AND NEW.person_id IS NULL)
  EXECUTE FUNCTION reservation_joins_account();
