CREATE TABLE "categories" (
	"code" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "code_shape" CHECK ("categories"."code" ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
	CONSTRAINT "named" CHECK ("categories"."names" ->> 'en' is not null)
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
ALTER TABLE "items" ADD CONSTRAINT "items_category_categories_code_fk" FOREIGN KEY ("category") REFERENCES "public"."categories"("code") ON DELETE no action ON UPDATE no action;