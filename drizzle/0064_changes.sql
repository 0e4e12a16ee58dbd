CREATE TABLE "reservation_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"reservation_id" text NOT NULL,
	"reason_sealed" text NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"replaced_terms" integer,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "terms_replaced_once" UNIQUE("reservation_id","replaced_terms")
);
--> statement-breakpoint
ALTER TABLE "refunds" DROP CONSTRAINT "reason_known";--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "terms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "raised_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "terms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "cause" text;--> statement-breakpoint
ALTER TABLE "reservation_changes" ADD CONSTRAINT "reservation_changes_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reservation_changes_by_reservation" ON "reservation_changes" USING btree ("reservation_id","id");--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "cause_known" CHECK ("documents"."cause" in ('changed'));--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "reason_known" CHECK ("refunds"."reason" in ('cancelled', 'late-payment', 'duplicate-payment', 'overpayment', 'refused', 'changed', 'staff', 'provider'));