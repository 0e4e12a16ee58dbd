DROP INDEX "outbox_due_by_channel";--> statement-breakpoint
CREATE INDEX "security_deposits_by_payment" ON "security_deposits" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "outbox_due_by_channel" ON "outbox" USING btree ("channel","due_at","id") WHERE "outbox"."status" = 'pending';