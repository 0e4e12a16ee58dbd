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
ALTER TABLE "occupancies" ADD COLUMN "block_id" text;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blocks_by_item" ON "blocks" USING btree ("item_id","local_to");--> statement-breakpoint
CREATE INDEX "blocks_by_end" ON "blocks" USING btree ("local_to","id");--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_block_id_blocks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."blocks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "occupancies_by_block" ON "occupancies" USING btree ("block_id") WHERE "occupancies"."block_id" is not null;--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "one_cause" CHECK ("occupancies"."reservation_id" is null or "occupancies"."block_id" is null);