-- Whatever is posted is also written in the reporting currency.
CREATE OR REPLACE FUNCTION entries_reported() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM report_entries(ARRAY(SELECT DISTINCT transaction_id FROM fresh));
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER entries_reported
  AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT
  EXECUTE FUNCTION entries_reported();
