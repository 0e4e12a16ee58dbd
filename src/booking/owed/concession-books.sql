-- The concession follows the refunds and disputes of a whole statement, once their own books are made row by
-- row: in between, a cancellation that sends back by two payments would look overpaid.
CREATE OR REPLACE FUNCTION concession_books() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM concede(of.reservation_id, of.at)
  FROM (
    SELECT p.reservation_id, max(c.changed_at) AS at
    FROM changed c
    JOIN payments p ON p.id = c.payment_id
    WHERE p.purpose <> 'security-deposit'
    GROUP BY p.reservation_id
  ) of;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER refund_made_concession
  AFTER INSERT ON refunds
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION concession_books();

CREATE OR REPLACE TRIGGER refund_changed_concession
  AFTER UPDATE ON refunds
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION concession_books();

CREATE OR REPLACE TRIGGER dispute_made_concession
  AFTER INSERT ON disputes
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION concession_books();

CREATE OR REPLACE TRIGGER dispute_changed_concession
  AFTER UPDATE ON disputes
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION concession_books();
