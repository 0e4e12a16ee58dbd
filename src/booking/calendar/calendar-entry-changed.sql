-- Whoever moves, confirms or ends a stay makes its calendar entry newer: a calendar leaves an entry as it was
-- whose sequence has not risen (RFC 5545, section 3.8.7.4).
CREATE OR REPLACE FUNCTION calendar_entry_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.calendar_sequence := OLD.calendar_sequence + 1;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER reservation_calendar
  BEFORE UPDATE OF status, starts_at, ends_at, unit_id, item_id ON reservations
  FOR EACH ROW
  WHEN (
    (OLD.status, OLD.starts_at, OLD.ends_at, OLD.unit_id, OLD.item_id)
    IS DISTINCT FROM (NEW.status, NEW.starts_at, NEW.ends_at, NEW.unit_id, NEW.item_id)
  )
  EXECUTE FUNCTION calendar_entry_changed();
