-- A held or confirmed reservation occupies its unit from the start of the stay to the end of the turnaround;
-- any other does not. The exclusion constraint of `occupancies` refuses what overlaps.
CREATE OR REPLACE FUNCTION reservation_occupancy() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status IN ('held', 'confirmed') THEN
    INSERT INTO occupancies (id, unit_id, period, expires_at, reservation_id)
    VALUES (
      NEW.id,
      NEW.unit_id,
      occupied_period(NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes),
      CASE NEW.status WHEN 'held' THEN NEW.hold_expires_at END,
      NEW.id
    )
    ON CONFLICT (reservation_id) DO UPDATE SET
      unit_id = EXCLUDED.unit_id,
      period = EXCLUDED.period,
      expires_at = EXCLUDED.expires_at;
  ELSE
    DELETE FROM occupancies WHERE reservation_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reservation_occupancy_made
  AFTER INSERT ON reservations
  FOR EACH ROW
  EXECUTE FUNCTION reservation_occupancy();

CREATE OR REPLACE TRIGGER reservation_occupancy_kept
  AFTER UPDATE OF status, unit_id, starts_at, ends_at, turnaround_minutes, hold_expires_at ON reservations
  FOR EACH ROW
  WHEN (
    (OLD.status, OLD.unit_id, OLD.starts_at, OLD.ends_at, OLD.turnaround_minutes, OLD.hold_expires_at)
    IS DISTINCT FROM
    (NEW.status, NEW.unit_id, NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes, NEW.hold_expires_at)
  )
  EXECUTE FUNCTION reservation_occupancy();
