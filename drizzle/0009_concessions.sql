ALTER TABLE "documents" DROP CONSTRAINT "kind_known";--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "conceded_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "is_instant_payment_only" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "processing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "reconciliations" ADD COLUMN "foreign_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "concession_within_credit" CHECK ("reservations"."conceded_minor" between 0 and "reservations"."credited_minor");--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "kind_known" CHECK ("documents"."kind" in ('receipt', 'invoice', 'credit-note', 'debit-note'));