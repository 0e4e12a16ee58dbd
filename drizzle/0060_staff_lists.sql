CREATE INDEX "audit_events_by_actor" ON "audit_events" USING btree ("actor","sequence") WHERE "audit_events"."actor" not in ('guest', 'stripe', 'paypal', 'system');--> statement-breakpoint
CREATE INDEX "audit_events_by_time" ON "audit_events" USING brin ("at");--> statement-breakpoint
CREATE INDEX "blocks_by_unit" ON "blocks" USING btree ("unit_id");--> statement-breakpoint
CREATE INDEX "credits_by_time" ON "credits" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "documents_by_time" ON "documents" USING btree ("issued_at","id");--> statement-breakpoint
CREATE INDEX "ledger_transactions_by_time" ON "ledger_transactions" USING btree ("posted_at","sequence");--> statement-breakpoint
CREATE INDEX "payments_by_time" ON "payments" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "refunds_by_time" ON "refunds" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "security_deposits_by_time" ON "security_deposits" USING btree ("authorize_at","reservation_id");