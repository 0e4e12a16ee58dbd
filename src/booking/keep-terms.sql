-- Reservations of an item that becomes another category or another company's keep what it was until now:
-- their sale is booked, and their documents are numbered, under one name to the end.
CREATE OR REPLACE FUNCTION keep_terms() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  UPDATE reservations r
  SET category = coalesce(r.category, OLD.category),
      legal_entity = coalesce(r.legal_entity, OLD.legal_entity)
  WHERE r.item_id = OLD.id AND (r.category IS NULL OR r.legal_entity IS NULL);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER keep_terms
  AFTER UPDATE OF category, legal_entity ON items
  FOR EACH ROW
  WHEN ((OLD.category, OLD.legal_entity) IS DISTINCT FROM (NEW.category, NEW.legal_entity))
  EXECUTE FUNCTION keep_terms();
