DROP INDEX "items_by_category";--> statement-breakpoint
CREATE INDEX "items_place_search" ON "items" USING gin ("place_search");--> statement-breakpoint
CREATE INDEX "items_by_name" ON "items" USING btree ("name" collate "und-x-icu","id") WHERE "items"."is_listed";--> statement-breakpoint
CREATE INDEX "items_by_price" ON "items" USING btree ("currency","rate_minor","id") WHERE "items"."is_listed";--> statement-breakpoint
CREATE INDEX "items_by_category" ON "items" USING btree ("category","name" collate "und-x-icu","id") WHERE "items"."is_listed";