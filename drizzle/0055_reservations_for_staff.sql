CREATE TABLE "reservation_notes" (
	"id" text PRIMARY KEY NOT NULL,
	"reservation_id" text NOT NULL,
	"text_sealed" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reservation_tags" (
	"reservation_id" text NOT NULL,
	"tag" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reservation_tags_reservation_id_tag_pk" PRIMARY KEY("reservation_id","tag"),
	CONSTRAINT "tag_short" CHECK (length("reservation_tags"."tag") between 1 and 30)
);
--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "phone_hash" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "name_hashes" text[];--> statement-breakpoint
ALTER TABLE "reservation_notes" ADD CONSTRAINT "reservation_notes_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservation_tags" ADD CONSTRAINT "reservation_tags_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reservation_notes_by_reservation" ON "reservation_notes" USING btree ("reservation_id","id");--> statement-breakpoint
CREATE INDEX "reservation_tags_by_tag" ON "reservation_tags" USING btree ("tag","reservation_id");--> statement-breakpoint
CREATE INDEX "reservations_by_phone" ON "reservations" USING btree ("phone_hash") WHERE "reservations"."phone_hash" is not null;--> statement-breakpoint
CREATE INDEX "reservations_by_name" ON "reservations" USING gin ("name_hashes");--> statement-breakpoint
CREATE INDEX "reservations_without_digests" ON "reservations" USING btree ("id") WHERE "reservations"."name_hashes" is null;--> statement-breakpoint
CREATE INDEX "reservations_by_start" ON "reservations" USING btree ("starts_at","id");--> statement-breakpoint
CREATE INDEX "reservations_by_end" ON "reservations" USING btree ("ends_at","id");--> statement-breakpoint
CREATE INDEX "reservations_by_balance_due" ON "reservations" USING btree (coalesce("balance_due_at", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "reservations_by_status" ON "reservations" USING btree ("status","id");