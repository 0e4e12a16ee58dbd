-- A message makes the next version of its enquiry, and says whose the last word is, whichever way it came.
CREATE OR REPLACE FUNCTION message_moves_thread() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE enquiries e SET
    version = NEW.version,
    is_answered = NEW.direction = 'out'
  WHERE e.id = NEW.enquiry_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER message_moves_thread
  AFTER INSERT ON enquiry_messages
  FOR EACH ROW
  EXECUTE FUNCTION message_moves_thread();
