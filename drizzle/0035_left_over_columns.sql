-- What was kept for code and data of before: nothing has been released.
ALTER TABLE "sessions" DISABLE TRIGGER "sessions_stay_ended";--> statement-breakpoint
UPDATE "sessions" SET proved_by = methods WHERE proved_by IS NULL;--> statement-breakpoint
ALTER TABLE "sessions" ENABLE TRIGGER "sessions_stay_ended";--> statement-breakpoint
ALTER TABLE "reservations" DROP CONSTRAINT "refund_has_reason";--> statement-breakpoint
ALTER TABLE "reservations" DROP CONSTRAINT "refund_reason_known";--> statement-breakpoint
ALTER TABLE "reservations" DROP CONSTRAINT "amounts_sensible";--> statement-breakpoint
ALTER TABLE "sessions" ALTER COLUMN "proved_by" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "reservations" ALTER COLUMN "acceptance_sealed" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "reservations" DROP COLUMN "refund_due_minor";--> statement-breakpoint
ALTER TABLE "reservations" DROP COLUMN "refund_reason";--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "amounts_sensible" CHECK ("reservations"."total_minor" >= 0 and "reservations"."security_deposit_minor" >= 0);