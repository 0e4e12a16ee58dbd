ALTER TABLE "cancellation_policies" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cancellation_policies" ADD COLUMN "changed_by" text;