CREATE TABLE "promotion_redemptions" (
	"reservation_id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"mail_digest" text NOT NULL,
	"is_released" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "legal_entities" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"address_lines" text[] NOT NULL,
	"tax_id" text,
	"email" text NOT NULL,
	"time_zone" text NOT NULL,
	"number_prefix" text NOT NULL,
	CONSTRAINT "legal_entities_numberPrefix_unique" UNIQUE("number_prefix"),
	CONSTRAINT "prefix_shape" CHECK ("legal_entities"."number_prefix" ~ '^[A-Z0-9]{1,8}$')
);
--> statement-breakpoint
INSERT INTO "legal_entities" ("code", "name", "address_lines", "email", "time_zone", "number_prefix")
VALUES ('main', 'The business', '{}', 'owner@example.com', 'UTC', 'M');
--> statement-breakpoint
CREATE TABLE "credits" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"code_digest" text NOT NULL,
	"currency" char(3) NOT NULL,
	"issued_minor" bigint NOT NULL,
	"balance_minor" bigint NOT NULL,
	"expires_at" timestamp with time zone,
	"issued_by" text NOT NULL,
	"note" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "credits_codeDigest_unique" UNIQUE("code_digest"),
	CONSTRAINT "kind_known" CHECK ("credits"."kind" in ('gift-card', 'store-credit')),
	CONSTRAINT "balance_sensible" CHECK ("credits"."balance_minor" between 0 and "credits"."issued_minor" and "credits"."issued_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "document_counters" (
	"legal_entity" text NOT NULL,
	"kind" text NOT NULL,
	"year" integer NOT NULL,
	"last_number" integer NOT NULL,
	CONSTRAINT "document_counters_legal_entity_kind_year_pk" PRIMARY KEY("legal_entity","kind","year")
);
--> statement-breakpoint
CREATE TABLE "document_files" (
	"document_id" text PRIMARY KEY NOT NULL,
	"pdf" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" text PRIMARY KEY NOT NULL,
	"legal_entity" text NOT NULL,
	"kind" text NOT NULL,
	"year" integer NOT NULL,
	"number" integer NOT NULL,
	"reservation_id" text NOT NULL,
	"payment_id" text,
	"amount_minor" bigint NOT NULL,
	"credited_before_minor" bigint DEFAULT 0 NOT NULL,
	"issuer" jsonb NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	CONSTRAINT "documents_number" UNIQUE("legal_entity","kind","year","number"),
	CONSTRAINT "kind_known" CHECK ("documents"."kind" in ('receipt', 'invoice', 'credit-note')),
	CONSTRAINT "amount_positive" CHECK ("documents"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "exchange_rates" (
	"day" date NOT NULL,
	"currency" char(3) NOT NULL,
	"reporting_currency" char(3) NOT NULL,
	"rate" numeric NOT NULL,
	"stored_at" timestamp with time zone NOT NULL,
	CONSTRAINT "exchange_rates_reporting_currency_currency_day_pk" PRIMARY KEY("reporting_currency","currency","day"),
	CONSTRAINT "rate_positive" CHECK ("exchange_rates"."rate" > 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_reporting" (
	"transaction_id" text NOT NULL,
	"account" text NOT NULL,
	"currency" char(3) NOT NULL,
	"reporting_currency" char(3) NOT NULL,
	"amount_minor" bigint NOT NULL,
	"rate" numeric NOT NULL,
	"rate_day" date NOT NULL,
	CONSTRAINT "ledger_reporting_transaction_id_account_currency_pk" PRIMARY KEY("transaction_id","account","currency")
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"provider" text NOT NULL,
	"provider_ref" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"status" text NOT NULL,
	"status_order" text NOT NULL,
	"reason" text NOT NULL,
	"evidence_due_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "disputes_provider_ref" UNIQUE("provider","provider_ref"),
	CONSTRAINT "amount_positive" CHECK ("disputes"."amount_minor" > 0),
	CONSTRAINT "status_known" CHECK ("disputes"."status" in ('needs-response', 'under-review', 'won', 'lost'))
);
--> statement-breakpoint
CREATE TABLE "payment_assessments" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"phase" text NOT NULL,
	"outcome" text NOT NULL,
	"score" real NOT NULL,
	"probability" real NOT NULL,
	"reasons" jsonb NOT NULL,
	"signals" jsonb NOT NULL,
	"model_version" text NOT NULL,
	"rules_version" text NOT NULL,
	"address_digest" text,
	"mail_digest" text,
	"device_digest" text,
	"card_digest" text,
	"decision" text,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_assessments_once" UNIQUE("payment_id","phase"),
	CONSTRAINT "phase_known" CHECK ("payment_assessments"."phase" in ('before', 'event')),
	CONSTRAINT "outcome_known" CHECK ("payment_assessments"."outcome" in ('allow', 'review', 'refuse')),
	CONSTRAINT "decision_known" CHECK ("payment_assessments"."decision" in ('approve', 'refuse')),
	CONSTRAINT "decision_whole" CHECK (num_nonnulls("payment_assessments"."decision", "payment_assessments"."decided_by", "payment_assessments"."decided_at") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "reconciliation_differences" (
	"provider" text NOT NULL,
	"kind" text NOT NULL,
	"provider_ref" text NOT NULL,
	"payment_id" text,
	"currency" char(3) NOT NULL,
	"theirs_minor" bigint NOT NULL,
	"ours_minor" bigint NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	CONSTRAINT "reconciliation_differences_provider_kind_provider_ref_pk" PRIMARY KEY("provider","kind","provider_ref")
);
--> statement-breakpoint
CREATE TABLE "reconciliations" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"fact_count" integer DEFAULT 0 NOT NULL,
	"healed_count" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"reason" text NOT NULL,
	"note" text,
	"requested_by" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"provider_ref" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "refunds_provider_ref" UNIQUE("payment_id","provider_ref"),
	CONSTRAINT "amount_positive" CHECK ("refunds"."amount_minor" > 0),
	CONSTRAINT "status_known" CHECK ("refunds"."status" in ('pending', 'succeeded', 'failed')),
	CONSTRAINT "reason_known" CHECK ("refunds"."reason" in ('cancelled', 'late-payment', 'duplicate-payment', 'overpayment', 'refused', 'staff', 'provider')),
	CONSTRAINT "staff_says_why" CHECK ("refunds"."reason" <> 'staff' or "refunds"."note" is not null)
);
--> statement-breakpoint
CREATE TABLE "security_deposits" (
	"reservation_id" text PRIMARY KEY NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"status" text DEFAULT 'scheduled' NOT NULL,
	"authorize_at" timestamp with time zone NOT NULL,
	"release_at" timestamp with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"payment_id" text,
	"captured_minor" bigint DEFAULT 0 NOT NULL,
	"capture_reason" text,
	"evidence_note" text,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "status_known" CHECK ("security_deposits"."status" in ('scheduled', 'authorizing', 'authorized', 'failed', 'capturing', 'captured', 'releasing', 'released', 'canceled')),
	CONSTRAINT "amounts_sensible" CHECK ("security_deposits"."amount_minor" > 0 and "security_deposits"."captured_minor" between 0 and "security_deposits"."amount_minor"),
	CONSTRAINT "capture_has_reason" CHECK ("security_deposits"."captured_minor" = 0 or ("security_deposits"."capture_reason" is not null and "security_deposits"."evidence_note" is not null))
);
--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "provider_known";--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "status_known";--> statement-breakpoint
DROP INDEX "outbox_due";--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "due_now_minor" bigint;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "balance_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "acceptance_sealed" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "mail_digest" text;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "credited_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "deposit_lead_hours" integer DEFAULT 24 NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "due_now_basis_points" integer DEFAULT 10000 NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "balance_due_days" integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "legal_entity" text DEFAULT 'main' NOT NULL;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "max_redemptions" integer;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "max_per_person" integer;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "redeemed_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "channel" text DEFAULT 'mail' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD COLUMN "sequence" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "ledger_transactions_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD COLUMN "kind" text DEFAULT 'movement' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD COLUMN "reservation_id" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "purpose" text DEFAULT 'booking' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "authorization_ref" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "capture_ref" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "saved_customer" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "saved_method" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "credit_id" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refunding_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "disputed_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "capture_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "promotion_redemptions" ADD CONSTRAINT "promotion_redemptions_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_redemptions" ADD CONSTRAINT "promotion_redemptions_code_promotions_code_fk" FOREIGN KEY ("code") REFERENCES "public"."promotions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_counters" ADD CONSTRAINT "document_counters_legal_entity_legal_entities_code_fk" FOREIGN KEY ("legal_entity") REFERENCES "public"."legal_entities"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_files" ADD CONSTRAINT "document_files_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_legal_entity_legal_entities_code_fk" FOREIGN KEY ("legal_entity") REFERENCES "public"."legal_entities"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_reporting" ADD CONSTRAINT "ledger_reporting_transaction_id_account_currency_ledger_entries_transaction_id_account_currency_fk" FOREIGN KEY ("transaction_id","account","currency") REFERENCES "public"."ledger_entries"("transaction_id","account","currency") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_assessments" ADD CONSTRAINT "payment_assessments_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ADD CONSTRAINT "reconciliation_differences_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "security_deposits" ADD CONSTRAINT "security_deposits_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "security_deposits" ADD CONSTRAINT "security_deposits_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "promotion_redemptions_by_person" ON "promotion_redemptions" USING btree ("code","mail_digest");--> statement-breakpoint
CREATE INDEX "documents_by_reservation" ON "documents" USING btree ("reservation_id");--> statement-breakpoint
CREATE INDEX "disputes_by_payment" ON "disputes" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "payment_assessments_by_address" ON "payment_assessments" USING btree ("address_digest","created_at");--> statement-breakpoint
CREATE INDEX "payment_assessments_by_mail" ON "payment_assessments" USING btree ("mail_digest","created_at");--> statement-breakpoint
CREATE INDEX "payment_assessments_by_device" ON "payment_assessments" USING btree ("device_digest","created_at");--> statement-breakpoint
CREATE INDEX "payment_assessments_by_card" ON "payment_assessments" USING btree ("card_digest","created_at");--> statement-breakpoint
CREATE INDEX "reconciliation_differences_open" ON "reconciliation_differences" USING btree ("provider") WHERE "reconciliation_differences"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "reconciliations_by_provider" ON "reconciliations" USING btree ("provider","to_at");--> statement-breakpoint
CREATE INDEX "refunds_pending" ON "refunds" USING btree ("created_at") WHERE "refunds"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "security_deposits_due" ON "security_deposits" USING btree ("status","authorize_at");--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_legal_entity_legal_entities_code_fk" FOREIGN KEY ("legal_entity") REFERENCES "public"."legal_entities"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_credit_id_credits_id_fk" FOREIGN KEY ("credit_id") REFERENCES "public"."credits"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reservations_by_mail" ON "reservations" USING btree ("mail_digest");--> statement-breakpoint
CREATE INDEX "reservations_by_balance" ON "reservations" USING btree ("balance_due_at") WHERE "reservations"."status" = 'confirmed';--> statement-breakpoint
CREATE INDEX "outbox_due_by_channel" ON "outbox" USING btree ("channel","due_at") WHERE "outbox"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "ledger_entries_by_account" ON "ledger_entries" USING btree ("account","currency");--> statement-breakpoint
CREATE INDEX "ledger_transactions_by_reservation" ON "ledger_transactions" USING btree ("reservation_id","sequence");--> statement-breakpoint
CREATE INDEX "ledger_transactions_by_payment" ON "ledger_transactions" USING btree ("payment_id","sequence");--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "due_now_sensible" CHECK ("reservations"."due_now_minor" between 1 and "reservations"."total_minor");--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "credit_within_total" CHECK ("reservations"."credited_minor" between 0 and "reservations"."total_minor");--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "payment_plan_sensible" CHECK ("items"."due_now_basis_points" between 1 and 10000 and "items"."balance_due_days" between 0 and 365 and "items"."deposit_lead_hours" between 0 and 720);--> statement-breakpoint
ALTER TABLE "promotions" ADD CONSTRAINT "promotion_limit" CHECK ("promotions"."redeemed_count" between 0 and coalesce("promotions"."max_redemptions", "promotions"."redeemed_count"));--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "channel_known" CHECK ("outbox"."channel" in ('mail', 'provider'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_provider_known" CHECK ("payments"."provider" in ('stripe', 'paypal', 'credit'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "purpose_known" CHECK ("payments"."purpose" in ('booking', 'balance', 'security-deposit'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_status_known" CHECK ("payments"."status" in ('pending', 'processing', 'failed', 'authorized', 'canceled', 'succeeded'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "credit_named" CHECK (("payments"."provider" = 'credit') = ("payments"."credit_id" is not null));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "refunds_within_capture" CHECK ("payments"."refunding_minor" between "payments"."refunded_minor" and "payments"."captured_minor");