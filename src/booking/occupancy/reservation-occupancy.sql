-- A held or confirmed reservation occupies its unit from the start of the stay to the end of the turnaround;
-- any other does not. The exclusion constraint of `occupancies` refuses what overlaps.
CREATE OR REPLACE FUNCTION reservation_occupancy() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NEW.status NOT IN ('held', 'confirmed') THEN
    DELETE FROM occupancies WHERE reservation_id = NEW.id;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.status IN ('held', 'confirmed') THEN
    UPDATE occupancies SET
      unit_id = NEW.unit_id,
      period = occupied_period(NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes),
      expires_at = CASE NEW.status WHEN 'held' THEN NEW.hold_expires_at END
    WHERE reservation_id = NEW.id;
    IF FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO occupancies (id, unit_id, period, expires_at, reservation_id)
  VALUES (
    NEW.id,
    NEW.unit_id,
    occupied_period(NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes),
    CASE NEW.status WHEN 'held' THEN NEW.hold_expires_at END,
    NEW.id
  );
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
