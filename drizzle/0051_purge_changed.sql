-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
-- src/catalogue/purge-changed.sql
-- A change of what pages show of the catalogue, noted by the tags under which the CDN keeps them: the item's
-- by its address, before and after, and the lists'.
CREATE OR REPLACE FUNCTION purge_changed() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  changed text[];
BEGIN
  IF TG_TABLE_NAME = 'items' THEN
    changed := ARRAY[NEW.slug, OLD.slug];
  ELSE
    changed := ARRAY(SELECT i.slug FROM items i WHERE i.id IN (NEW.item_id, OLD.item_id));
  END IF;
  -- Once for a transaction: a list of 10,000 items would write the one row of the lists 10,000 times.
  INSERT INTO cache_purges AS c (tag, changed_by)
  SELECT DISTINCT tag, pg_current_xact_id()::text
  FROM unnest(array_append(ARRAY(SELECT 'item-' || slug FROM unnest(changed) slug), 'lists')) tag
  WHERE tag IS NOT NULL
  ORDER BY tag
  ON CONFLICT (tag) DO UPDATE SET changed_by = excluded.changed_by
    WHERE c.changed_by <> excluded.changed_by;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER purge_changed_item
  AFTER INSERT OR UPDATE OR DELETE ON items
  FOR EACH ROW EXECUTE FUNCTION purge_changed();

CREATE OR REPLACE TRIGGER purge_changed_units
  AFTER INSERT OR UPDATE OR DELETE ON units
  FOR EACH ROW EXECUTE FUNCTION purge_changed();

CREATE OR REPLACE TRIGGER purge_changed_seasons
  AFTER INSERT OR UPDATE OR DELETE ON seasons
  FOR EACH ROW EXECUTE FUNCTION purge_changed();

CREATE OR REPLACE TRIGGER purge_changed_extras
  AFTER INSERT OR UPDATE OR DELETE ON extras
  FOR EACH ROW EXECUTE FUNCTION purge_changed();

CREATE OR REPLACE TRIGGER purge_changed_taxes
  AFTER INSERT OR UPDATE OR DELETE ON taxes
  FOR EACH ROW EXECUTE FUNCTION purge_changed();

CREATE OR REPLACE TRIGGER purge_changed_tourist_taxes
  AFTER INSERT OR UPDATE OR DELETE ON tourist_taxes
  FOR EACH ROW EXECUTE FUNCTION purge_changed();
