CREATE TABLE "year_starts" (
	"time_zone" text NOT NULL,
	"year" integer NOT NULL,
	"begins_at" timestamp with time zone NOT NULL,
	CONSTRAINT "year_starts_time_zone_year_pk" PRIMARY KEY("time_zone","year")
);
--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "zone_shape" CHECK (("items"."time_zone" ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' or "items"."time_zone" = 'UTC'));--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "hours_sensible" CHECK ("items"."start_time" < '24:00' and ("items"."end_time" < '24:00' or "items"."rate_unit" <> 'night'));--> statement-breakpoint
ALTER TABLE "legal_entities" ADD CONSTRAINT "zone_shape" CHECK (("legal_entities"."time_zone" ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' or "legal_entities"."time_zone" = 'UTC'));