CREATE TABLE "set_aside_stays" (
	"reservation_id" text PRIMARY KEY NOT NULL,
	"clashes_with" text,
	"found_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "zone_rules" (
	"version" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"pass_began_at" timestamp with time zone NOT NULL,
	"reckoned_to" text DEFAULT '' NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "set_aside_stays" ADD CONSTRAINT "set_aside_stays_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;