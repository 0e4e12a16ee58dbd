ALTER TABLE "reservations" ADD COLUMN "phone_hash" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "name_hashes" text[];--> statement-breakpoint
CREATE INDEX "reservations_by_phone" ON "reservations" USING btree ("phone_hash") WHERE "reservations"."phone_hash" is not null;--> statement-breakpoint
CREATE INDEX "reservations_by_name" ON "reservations" USING gin ("name_hashes");--> statement-breakpoint
CREATE INDEX "reservations_without_digests" ON "reservations" USING btree ("id") WHERE "reservations"."name_hashes" is null;--> statement-breakpoint
CREATE INDEX "reservations_by_start" ON "reservations" USING btree ("starts_at","id");--> statement-breakpoint
CREATE INDEX "reservations_by_end" ON "reservations" USING btree ("ends_at","id");--> statement-breakpoint
CREATE INDEX "reservations_by_balance_due" ON "reservations" USING btree (coalesce("balance_due_at", 'infinity'),"id");--> statement-breakpoint
CREATE INDEX "reservations_by_status" ON "reservations" USING btree ("status","id");