DROP INDEX "disputes_by_urgency";--> statement-breakpoint
CREATE INDEX "ledger_payouts_by_time" ON "ledger_transactions" USING btree ("posted_at","id") WHERE "ledger_transactions"."kind" = 'payout';--> statement-breakpoint
CREATE INDEX "disputes_by_time" ON "disputes" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "reconciliation_differences_by_time" ON "reconciliation_differences" USING btree ("first_seen_at",("provider" || ':' || "kind" || ':' || "provider_ref"));