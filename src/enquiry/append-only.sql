-- What was said to somebody, or by them, is not rewritten.
CREATE OR REPLACE TRIGGER enquiry_messages_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON enquiry_messages
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
