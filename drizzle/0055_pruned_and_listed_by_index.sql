CREATE INDEX "sessions_by_end" ON "sessions" USING btree (least("expires_at", "ended_at"));--> statement-breakpoint
CREATE INDEX "outbox_by_sent" ON "outbox" USING btree ("sent_at") WHERE "outbox"."sent_at" is not null;--> statement-breakpoint
CREATE INDEX "outbox_dead" ON "outbox" USING btree ("id") WHERE "outbox"."status" = 'dead';--> statement-breakpoint
CREATE INDEX "disputes_by_urgency" ON "disputes" USING btree (("status" <> 'needs-response'),"evidence_due_at","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "payment_assessments_to_review" ON "payment_assessments" USING btree ("created_at") WHERE "payment_assessments"."outcome" = 'review' and "payment_assessments"."decision" is null;