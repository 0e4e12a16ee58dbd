-- Nobody rewrites what was done, nor the seals that prove it, nor what a thing once was.
CREATE OR REPLACE TRIGGER audit_events_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER audit_seals_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER revisions_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON revisions
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
