-- A gift card or store credit comes into the books when it is issued.
CREATE OR REPLACE FUNCTION credit_books() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM post_movement(
    'credit:' || NEW.id, 'credit-issued', NULL, NULL, NEW.created_at, NEW.currency,
    ARRAY[CASE NEW.kind WHEN 'gift-card' THEN 'gift-card-sales' ELSE 'goodwill' END, NEW.kind || 's'],
    ARRAY[NEW.issued_minor, -NEW.issued_minor]
  );
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER credit_books
  AFTER INSERT ON credits
  FOR EACH ROW
  EXECUTE FUNCTION credit_books();
