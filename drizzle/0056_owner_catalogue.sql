CREATE TABLE "revisions" (
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL,
	CONSTRAINT "revisions_kind_subject_id_version_pk" PRIMARY KEY("kind","subject_id","version"),
	CONSTRAINT "version_positive" CHECK ("revisions"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "categories" (
	"code" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "code_shape" CHECK ("categories"."code" ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
	CONSTRAINT "named" CHECK ("categories"."names" ->> 'en' is not null)
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" text PRIMARY KEY NOT NULL,
	"items" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" text
);
--> statement-breakpoint
-- The six that there were, by the names that the kit gives them.
INSERT INTO "categories" ("code", "names", "position") VALUES
	('car', '{"en": "Car", "fr": "Voiture", "es": "Coche"}', 10),
	('yacht', '{"en": "Yacht", "fr": "Yacht", "es": "Yate"}', 20),
	('villa', '{"en": "Villa", "fr": "Villa", "es": "Villa"}', 30),
	('aircraft', '{"en": "Aircraft", "fr": "Avion et hélicoptère", "es": "Avión y helicóptero"}', 40),
	('event-space', '{"en": "Event space", "fr": "Lieu de réception", "es": "Espacio para eventos"}', 50),
	('sitter', '{"en": "Sitter", "fr": "Garde d’enfants", "es": "Canguro"}', 60);
--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "category_known";--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "category" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "legal_entity" text;--> statement-breakpoint
ALTER TABLE "cancellation_policies" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cancellation_policies" ADD COLUMN "changed_by" text;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_legal_entity_legal_entities_code_fk" FOREIGN KEY ("legal_entity") REFERENCES "public"."legal_entities"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_category_categories_code_fk" FOREIGN KEY ("category") REFERENCES "public"."categories"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "items_kept_by_name" ON "items" USING btree ("name" collate "und-x-icu","id") WHERE "items"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "items_kept_by_category" ON "items" USING btree ("category","name" collate "und-x-icu","id") WHERE "items"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "items_unlisted_by_name" ON "items" USING btree ("name" collate "und-x-icu","id") WHERE not "items"."is_listed";--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "archived_unlisted" CHECK ("items"."archived_at" is null or not "items"."is_listed");