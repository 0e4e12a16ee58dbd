-- A reservation names the version of the policy that its guest accepted, so a version stays as it was.
CREATE OR REPLACE TRIGGER cancellation_policies_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON cancellation_policies
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

-- What was changed stays on record: documents of before are drawn from it.
CREATE OR REPLACE TRIGGER reservation_changes_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON reservation_changes
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

-- What was seen at the door stays what was seen.
CREATE OR REPLACE TRIGGER handovers_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON handovers
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
