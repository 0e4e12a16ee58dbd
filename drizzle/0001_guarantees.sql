-- What the tables cannot say by themselves: no overlap, lawful changes of status, append-only books.
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
ALTER TABLE "seasons" ADD CONSTRAINT "seasons_no_overlap" EXCLUDE USING gist ("item_id" WITH =, "period" WITH &&);
--> statement-breakpoint
-- The promise of Midas: a unit is never promised twice for the same instant, whatever the reason it is taken.
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_no_overlap" EXCLUDE USING gist ("unit_id" WITH =, "period" WITH &&);
--> statement-breakpoint
CREATE FUNCTION reservation_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ((OLD.status, NEW.status) IN (
    ('held', 'confirmed'), ('held', 'cancelled'), ('held', 'lapsed'), ('lapsed', 'confirmed'), ('confirmed', 'cancelled')
  )) THEN
    RAISE EXCEPTION 'a reservation cannot go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_transition';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER reservation_transition BEFORE UPDATE OF status ON "reservations"
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION reservation_transition();
--> statement-breakpoint
-- A held or confirmed reservation occupies its unit from the start of the stay to the end of the turnaround; any other does not.
CREATE FUNCTION reservation_occupancy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status IN ('held', 'confirmed') THEN
    INSERT INTO occupancies (id, unit_id, period, expires_at, reservation_id)
    VALUES (
      NEW.id,
      NEW.unit_id,
      tstzrange(NEW.starts_at, NEW.ends_at + make_interval(mins => NEW.turnaround_minutes)),
      CASE NEW.status WHEN 'held' THEN NEW.hold_expires_at END,
      NEW.id
    )
    ON CONFLICT (reservation_id) DO UPDATE SET unit_id = EXCLUDED.unit_id, period = EXCLUDED.period, expires_at = EXCLUDED.expires_at;
  ELSE
    DELETE FROM occupancies WHERE reservation_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER reservation_occupancy_made AFTER INSERT ON "reservations" FOR EACH ROW EXECUTE FUNCTION reservation_occupancy();
--> statement-breakpoint
CREATE TRIGGER reservation_occupancy_kept AFTER UPDATE OF status, unit_id, starts_at, ends_at, turnaround_minutes, hold_expires_at ON "reservations"
  FOR EACH ROW WHEN (
    (OLD.status, OLD.unit_id, OLD.starts_at, OLD.ends_at, OLD.turnaround_minutes, OLD.hold_expires_at)
    IS DISTINCT FROM (NEW.status, NEW.unit_id, NEW.starts_at, NEW.ends_at, NEW.turnaround_minutes, NEW.hold_expires_at)
  ) EXECUTE FUNCTION reservation_occupancy();
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;
--> statement-breakpoint
CREATE TRIGGER cancellation_policies_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "cancellation_policies" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_transactions" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Entries of one transaction sum to zero in every currency, checked when the database transaction commits.
CREATE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM ledger_entries WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount_minor) <> 0
  ) THEN
    RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_balanced AFTER INSERT ON "ledger_entries" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
--> statement-breakpoint
-- Links each audit event to the one before it about the same subject. The lock keeps two writers from sharing a predecessor.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.subject_id, 3));
  SELECT hash INTO NEW.previous_hash FROM audit_events WHERE subject_id = NEW.subject_id ORDER BY sequence DESC LIMIT 1;
  NEW.hash := encode(sha256(convert_to(
    jsonb_build_array(NEW.previous_hash, NEW.sequence, extract(epoch FROM NEW.at), NEW.actor, NEW.action, NEW.subject_id, NEW.details)::text, 'UTF8'
  )), 'hex');
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_chain BEFORE INSERT ON "audit_events" FOR EACH ROW EXECUTE FUNCTION audit_chain();
