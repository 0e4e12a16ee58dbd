ALTER TABLE "reservations" ADD COLUMN "category" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "legal_entity" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_legal_entity_legal_entities_code_fk" FOREIGN KEY ("legal_entity") REFERENCES "public"."legal_entities"("code") ON DELETE no action ON UPDATE no action;