ALTER TABLE "enquiries" ADD COLUMN "form" text DEFAULT 'contact' NOT NULL;--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "set_aside_because" text;--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "let_through_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "enquiries_set_aside" ON "enquiries" USING btree ("created_at") WHERE "enquiries"."set_aside_because" is not null and "enquiries"."let_through_at" is null;--> statement-breakpoint
ALTER TABLE "enquiries" ADD CONSTRAINT "enquiry_form" CHECK ("enquiries"."form" in ('contact', 'reservation', 'registration'));--> statement-breakpoint
ALTER TABLE "enquiries" ADD CONSTRAINT "enquiry_set_aside_because" CHECK ("enquiries"."set_aside_because" in ('trap-filled', 'too-fast'));--> statement-breakpoint
ALTER TABLE "enquiries" ADD CONSTRAINT "enquiry_let_through" CHECK ("enquiries"."let_through_at" is null or "enquiries"."set_aside_because" is not null);