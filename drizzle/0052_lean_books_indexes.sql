DROP INDEX "ledger_entries_by_account";--> statement-breakpoint
DROP INDEX "payment_assessments_by_address";--> statement-breakpoint
DROP INDEX "payment_assessments_by_mail";--> statement-breakpoint
DROP INDEX "payment_assessments_by_device";--> statement-breakpoint
DROP INDEX "payment_assessments_by_card";--> statement-breakpoint
CREATE INDEX "reservations_sold_of_item" ON "reservations" USING btree ("item_id","created_at") WHERE "reservations"."status" = 'confirmed';--> statement-breakpoint
CREATE INDEX "payment_assessments_by_address" ON "payment_assessments" USING btree ("address_digest","created_at") WHERE "payment_assessments"."phase" = 'before';--> statement-breakpoint
CREATE INDEX "payment_assessments_by_mail" ON "payment_assessments" USING btree ("email_hash","created_at") WHERE "payment_assessments"."phase" = 'before';--> statement-breakpoint
CREATE INDEX "payment_assessments_by_device" ON "payment_assessments" USING btree ("device_digest","created_at") WHERE "payment_assessments"."device_digest" is not null;--> statement-breakpoint
CREATE INDEX "payment_assessments_by_card" ON "payment_assessments" USING btree ("card_digest","created_at") WHERE "payment_assessments"."card_digest" is not null;