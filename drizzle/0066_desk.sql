CREATE TABLE "handovers" (
	"id" text PRIMARY KEY NOT NULL,
	"reservation_id" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"content_sealed" text NOT NULL,
	"mileage" integer,
	"fuel_percent" integer,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "handovers_once" UNIQUE("reservation_id","kind"),
	CONSTRAINT "kind_known" CHECK ("handovers"."kind" in ('handover', 'return')),
	CONSTRAINT "counters_sensible" CHECK ("handovers"."mileage" >= 0 and "handovers"."fuel_percent" between 0 and 100)
);
--> statement-breakpoint
ALTER TABLE "reservations" DROP CONSTRAINT "due_now_sensible";--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_provider_known";--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "handed_over_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "returned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "handovers" ADD CONSTRAINT "handovers_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reservations_out" ON "reservations" USING btree ("ends_at","id") WHERE "reservations"."handed_over_at" is not null and "reservations"."returned_at" is null;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "due_now_sensible" CHECK ("reservations"."due_now_minor" between 0 and "reservations"."total_minor");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_provider_known" CHECK ("payments"."provider" in ('stripe', 'paypal', 'credit', 'transfer', 'cash'));