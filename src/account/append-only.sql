-- What somebody agreed to is kept as it was.
CREATE OR REPLACE TRIGGER consents_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON consents
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
