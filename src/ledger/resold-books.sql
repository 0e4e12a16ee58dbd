-- A sale under other terms: what stands of the old one is taken back, with a credit note drawn from its
-- terms, and the new one is sold, with its invoice. What was taken off the old one stays off the new one as
-- far as that goes, with a credit note of its own: so invoices and debit notes less credit notes are what
-- is sold, as ever.
CREATE OR REPLACE FUNCTION resold_books() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  standing CONSTANT bigint := OLD.total_minor - OLD.credited_minor;
  category_before CONSTANT text := coalesce(
    OLD.category, (SELECT i.category FROM items i WHERE i.id = OLD.item_id)
  );
  category CONSTANT text := coalesce(
    NEW.category, (SELECT i.category FROM items i WHERE i.id = NEW.item_id)
  );
BEGIN
  IF standing > 0 THEN
    PERFORM post_movement(
      'sale-replaced:' || OLD.id || ':terms-' || OLD.terms, 'sale-reduced', OLD.id, NULL, NEW.changed_at,
      OLD.currency, sale_accounts(category_before), sale_amounts(OLD, OLD.credited_minor, OLD.total_minor)
    );
    PERFORM issue_document(
      'credit-note', OLD.id, NULL, standing, OLD.credited_minor, NEW.changed_at, OLD.terms, 'changed'
    );
  END IF;
  IF NEW.total_minor > 0 THEN
    PERFORM post_movement(
      'sale:' || NEW.id || ':terms-' || NEW.terms, 'sale', NEW.id, NULL, NEW.changed_at,
      NEW.currency, sale_accounts(category), sale_amounts(NEW, NEW.total_minor, NEW.credited_minor)
    );
    PERFORM issue_document('invoice', NEW.id, NULL, NEW.total_minor, 0, NEW.changed_at);
    IF NEW.credited_minor > 0 THEN
      PERFORM issue_document('credit-note', NEW.id, NULL, NEW.credited_minor, 0, NEW.changed_at);
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER resold_books
  AFTER UPDATE OF terms ON reservations
  FOR EACH ROW
  WHEN (NEW.terms <> OLD.terms AND NEW.status = 'confirmed' AND OLD.status = 'confirmed')
  EXECUTE FUNCTION resold_books();
