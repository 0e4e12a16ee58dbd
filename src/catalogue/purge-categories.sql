-- A change of the list of categories, noted by the tag under which the CDN keeps it.
CREATE OR REPLACE FUNCTION purge_categories() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  INSERT INTO cache_purges AS c (tag, changed_by)
  VALUES ('categories', pg_current_xact_id()::text)
  ON CONFLICT (tag) DO UPDATE SET changed_by = excluded.changed_by;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER purge_categories
  AFTER INSERT OR UPDATE OR DELETE ON categories
  FOR EACH STATEMENT
  EXECUTE FUNCTION purge_categories();
