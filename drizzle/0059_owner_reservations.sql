CREATE TABLE "blocks" (
	"id" text PRIMARY KEY NOT NULL,
	"item_id" text,
	"unit_id" text,
	"local_from" text NOT NULL,
	"local_to" text NOT NULL,
	"reason" text NOT NULL,
	"note_sealed" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL,
	CONSTRAINT "reason_known" CHECK ("blocks"."reason" in ('maintenance', 'own-use', 'closure')),
	CONSTRAINT "unit_of_item" CHECK ("blocks"."unit_id" is null or "blocks"."item_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "guest_bans" (
	"id" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"content_sealed" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "guest_bans_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "notes" (
	"id" text PRIMARY KEY NOT NULL,
	"subject_id" text NOT NULL,
	"text_sealed" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"subject_id" text NOT NULL,
	"tag" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tags_subject_id_tag_pk" PRIMARY KEY("subject_id","tag"),
	CONSTRAINT "tag_short" CHECK (length("tags"."tag") between 1 and 30)
);
--> statement-breakpoint
ALTER TABLE "occupancies" ADD COLUMN "block_id" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "phone_hash" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "name_hashes" text[];--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "email_hash" text;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blocks_by_item" ON "blocks" USING btree ("item_id","local_to");--> statement-breakpoint
CREATE INDEX "blocks_by_end" ON "blocks" USING btree ("local_to","id");--> statement-breakpoint
CREATE INDEX "notes_by_subject" ON "notes" USING btree ("subject_id","id");--> statement-breakpoint
CREATE INDEX "tags_by_tag" ON "tags" USING btree ("tag","subject_id");--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_block_id_blocks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."blocks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "occupancies_by_block" ON "occupancies" USING btree ("block_id") WHERE "occupancies"."block_id" is not null;--> statement-breakpoint
CREATE INDEX "reservations_by_phone" ON "reservations" USING btree ("phone_hash") WHERE "reservations"."phone_hash" is not null;--> statement-breakpoint
CREATE INDEX "reservations_by_name" ON "reservations" USING gin ("name_hashes");--> statement-breakpoint
CREATE INDEX "reservations_without_digests" ON "reservations" USING btree ("id") WHERE "reservations"."name_hashes" is null;--> statement-breakpoint
CREATE INDEX "reservations_by_start" ON "reservations" USING btree ("starts_at","id");--> statement-breakpoint
CREATE INDEX "reservations_by_end" ON "reservations" USING btree ("ends_at","id");--> statement-breakpoint
CREATE INDEX "reservations_by_balance_due" ON "reservations" USING btree (coalesce("balance_due_at", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "enquiries_by_mail" ON "enquiries" USING btree ("email_hash");--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "one_cause" CHECK ("occupancies"."reservation_id" is null or "occupancies"."block_id" is null);