CREATE TABLE "tourist_taxes" (
	"item_id" text NOT NULL,
	"name" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"exempt_below_age" integer,
	"maximum_nights" integer,
	CONSTRAINT "tourist_taxes_item_id_name_pk" PRIMARY KEY("item_id","name"),
	CONSTRAINT "tourist_tax_positive" CHECK ("tourist_taxes"."amount_minor" > 0),
	CONSTRAINT "exemptions_sensible" CHECK (coalesce("tourist_taxes"."exempt_below_age" between 1 and 18, true) and coalesce("tourist_taxes"."maximum_nights" >= 1, true))
);
--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "arrival_days" smallint[] DEFAULT '{1,2,3,4,5,6,7}' NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "departure_days" smallint[] DEFAULT '{1,2,3,4,5,6,7}' NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "weekend_days" smallint[] DEFAULT '{5,6}' NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "weekend_percent_basis_points" integer;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "weekend_fixed_amount_minor" bigint;--> statement-breakpoint
ALTER TABLE "seasons" ADD COLUMN "minimum_stay" integer;--> statement-breakpoint
ALTER TABLE "seasons" ADD COLUMN "arrival_days" smallint[];--> statement-breakpoint
ALTER TABLE "seasons" ADD COLUMN "departure_days" smallint[];--> statement-breakpoint
ALTER TABLE "seasons" ADD COLUMN "weekend_days" smallint[];--> statement-breakpoint
ALTER TABLE "seasons" ADD COLUMN "weekend_percent_basis_points" integer;--> statement-breakpoint
ALTER TABLE "seasons" ADD COLUMN "weekend_fixed_amount_minor" bigint;--> statement-breakpoint
ALTER TABLE "taxes" ADD COLUMN "on_stay" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "taxes" ADD COLUMN "on_extras" text[];--> statement-breakpoint
ALTER TABLE "taxes" ADD COLUMN "on_tourist_tax" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tourist_taxes" ADD CONSTRAINT "tourist_taxes_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "weekdays_sensible" CHECK (("items"."arrival_days" <@ array[1,2,3,4,5,6,7]::smallint[] and cardinality("items"."arrival_days") > 0) and ("items"."departure_days" <@ array[1,2,3,4,5,6,7]::smallint[] and cardinality("items"."departure_days") > 0) and ("items"."weekend_days" <@ array[1,2,3,4,5,6,7]::smallint[] and cardinality("items"."weekend_days") > 0));--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "weekend_sensible" CHECK (num_nonnulls("items"."weekend_percent_basis_points", "items"."weekend_fixed_amount_minor") <= 1 and coalesce("items"."weekend_percent_basis_points" > -10000, true) and coalesce("items"."weekend_fixed_amount_minor" > 0, true));--> statement-breakpoint
ALTER TABLE "seasons" ADD CONSTRAINT "minimum_positive" CHECK ("seasons"."minimum_stay" >= 1);--> statement-breakpoint
ALTER TABLE "seasons" ADD CONSTRAINT "weekdays_sensible" CHECK (("seasons"."arrival_days" <@ array[1,2,3,4,5,6,7]::smallint[] and cardinality("seasons"."arrival_days") > 0) and ("seasons"."departure_days" <@ array[1,2,3,4,5,6,7]::smallint[] and cardinality("seasons"."departure_days") > 0) and ("seasons"."weekend_days" <@ array[1,2,3,4,5,6,7]::smallint[] and cardinality("seasons"."weekend_days") > 0));--> statement-breakpoint
ALTER TABLE "seasons" ADD CONSTRAINT "weekend_sensible" CHECK (num_nonnulls("seasons"."weekend_percent_basis_points", "seasons"."weekend_fixed_amount_minor") <= 1 and coalesce("seasons"."weekend_percent_basis_points" > -10000, true) and coalesce("seasons"."weekend_fixed_amount_minor" > 0, true));--> statement-breakpoint
ALTER TABLE "taxes" ADD CONSTRAINT "on_something" CHECK ("taxes"."on_stay" or "taxes"."on_tourist_tax" or "taxes"."on_extras" is null or cardinality("taxes"."on_extras") > 0);