ALTER TABLE "outbox" DROP CONSTRAINT "status_known";--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "calendar_sequence" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "calendar_link_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "status_known" CHECK ("outbox"."status" in ('pending', 'sent', 'not-needed', 'dead'));--> statement-breakpoint
-- What calendars have been given: 0 of a hold, 1 confirmed, 2 over.
UPDATE "reservations" SET calendar_sequence = CASE WHEN status = 'confirmed' THEN 1 ELSE 2 END WHERE status <> 'held';--> statement-breakpoint
-- Whoever moves, confirms or ends a stay makes its calendar entry newer: a calendar leaves one whose sequence has not risen as it was (RFC 5545, section 3.8.7.4).
CREATE FUNCTION calendar_entry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.calendar_sequence := OLD.calendar_sequence + 1;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER reservation_calendar BEFORE UPDATE OF status, starts_at, ends_at, unit_id, item_id ON "reservations" FOR EACH ROW
  WHEN ((OLD.status, OLD.starts_at, OLD.ends_at, OLD.unit_id, OLD.item_id) IS DISTINCT FROM (NEW.status, NEW.starts_at, NEW.ends_at, NEW.unit_id, NEW.item_id))
  EXECUTE FUNCTION calendar_entry_changed();
