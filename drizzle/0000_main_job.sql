CREATE TABLE "audit_events" (
	"sequence" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"previous_hash" text,
	"hash" text
);
--> statement-breakpoint
CREATE TABLE "occupancies" (
	"id" text PRIMARY KEY NOT NULL,
	"unit_id" text NOT NULL,
	"period" "tstzrange" NOT NULL,
	"expires_at" timestamp with time zone,
	"reservation_id" text,
	CONSTRAINT "occupancies_reservationId_unique" UNIQUE("reservation_id"),
	CONSTRAINT "period_bounded" CHECK (not isempty("occupancies"."period") and not lower_inf("occupancies"."period") and not upper_inf("occupancies"."period"))
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"id" text PRIMARY KEY NOT NULL,
	"reference" text NOT NULL,
	"item_id" text NOT NULL,
	"unit_id" text NOT NULL,
	"status" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"turnaround_minutes" integer NOT NULL,
	"guests" integer NOT NULL,
	"language" text NOT NULL,
	"guest_sealed" text NOT NULL,
	"quote" jsonb NOT NULL,
	"total_minor" bigint NOT NULL,
	"security_deposit_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"policy_code" text NOT NULL,
	"policy_version" integer NOT NULL,
	"hold_expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"refund_due_minor" bigint DEFAULT 0 NOT NULL,
	"refund_reason" text,
	CONSTRAINT "reservations_reference_unique" UNIQUE("reference"),
	CONSTRAINT "status_known" CHECK ("reservations"."status" in ('held', 'confirmed', 'cancelled', 'lapsed')),
	CONSTRAINT "stay_ordered" CHECK (isfinite("reservations"."starts_at") and isfinite("reservations"."ends_at") and "reservations"."starts_at" < "reservations"."ends_at"),
	CONSTRAINT "amounts_sensible" CHECK ("reservations"."total_minor" >= 0 and "reservations"."security_deposit_minor" >= 0 and "reservations"."refund_due_minor" >= 0),
	CONSTRAINT "refund_has_reason" CHECK ("reservations"."refund_due_minor" = 0 or "reservations"."refund_reason" is not null),
	CONSTRAINT "refund_reason_known" CHECK ("reservations"."refund_reason" in ('cancelled', 'late-payment', 'duplicate-payment')),
	CONSTRAINT "language_known" CHECK ("reservations"."language" in ('en', 'fr', 'es')),
	CONSTRAINT "guests_positive" CHECK ("reservations"."guests" > 0),
	CONSTRAINT "confirmed_has_instant" CHECK ("reservations"."status" <> 'confirmed' or "reservations"."confirmed_at" is not null),
	CONSTRAINT "cancelled_has_instant" CHECK (("reservations"."status" = 'cancelled') = ("reservations"."cancelled_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "cancellation_policies" (
	"code" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"text" text NOT NULL,
	"tiers" jsonb NOT NULL,
	CONSTRAINT "cancellation_policies_code_version_pk" PRIMARY KEY("code","version"),
	CONSTRAINT "version_positive" CHECK ("cancellation_policies"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "extras" (
	"item_id" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"per" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"max_quantity" integer NOT NULL,
	CONSTRAINT "extras_item_id_code_pk" PRIMARY KEY("item_id","code"),
	CONSTRAINT "per_known" CHECK ("extras"."per" in ('booking', 'day', 'person')),
	CONSTRAINT "extra_sensible" CHECK ("extras"."amount_minor" >= 0 and "extras"."max_quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "items" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"category" text NOT NULL,
	"name" text NOT NULL,
	"summary" text NOT NULL,
	"description" text NOT NULL,
	"features" text[] NOT NULL,
	"city" text NOT NULL,
	"country" char(2) NOT NULL,
	"time_zone" text NOT NULL,
	"currency" char(3) NOT NULL,
	"capacity" integer NOT NULL,
	"rate_unit" text NOT NULL,
	"rate_minor" bigint NOT NULL,
	"start_time" time NOT NULL,
	"end_time" time NOT NULL,
	"grid_minutes" integer NOT NULL,
	"minimum_stay" integer NOT NULL,
	"maximum_stay" integer NOT NULL,
	"lead_time_minutes" integer NOT NULL,
	"turnaround_minutes" integer NOT NULL,
	"horizon_days" integer NOT NULL,
	"security_deposit_minor" bigint NOT NULL,
	"policy_code" text NOT NULL,
	"policy_version" integer NOT NULL,
	"is_listed" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', name || ' ' || summary || ' ' || description || ' ' || city)) STORED,
	CONSTRAINT "items_slug_unique" UNIQUE("slug"),
	CONSTRAINT "slug_shape" CHECK ("items"."slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
	CONSTRAINT "category_known" CHECK ("items"."category" in ('car', 'yacht', 'villa', 'aircraft', 'event-space', 'sitter')),
	CONSTRAINT "rate_unit_known" CHECK ("items"."rate_unit" in ('hour', 'day', 'night')),
	CONSTRAINT "currency_shape" CHECK ("items"."currency" ~ '^[A-Z]{3}$'),
	CONSTRAINT "amounts_sensible" CHECK ("items"."rate_minor" > 0 and "items"."security_deposit_minor" >= 0),
	CONSTRAINT "stay_sensible" CHECK ("items"."minimum_stay" >= 1 and "items"."maximum_stay" >= "items"."minimum_stay"),
	CONSTRAINT "times_sensible" CHECK ("items"."grid_minutes" between 5 and 1440 and "items"."lead_time_minutes" >= 0 and "items"."turnaround_minutes" between 0 and 10080 and "items"."horizon_days" between 1 and 1095),
	CONSTRAINT "capacity_positive" CHECK ("items"."capacity" > 0)
);
--> statement-breakpoint
CREATE TABLE "promotions" (
	"code" text PRIMARY KEY NOT NULL,
	"description" text NOT NULL,
	"percent_basis_points" integer,
	"fixed_amount_minor" bigint,
	"minimum_amount_minor" bigint,
	"currency" char(3),
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone NOT NULL,
	CONSTRAINT "one_discount" CHECK (num_nonnulls("promotions"."percent_basis_points", "promotions"."fixed_amount_minor") = 1),
	CONSTRAINT "discount_sensible" CHECK (coalesce("promotions"."percent_basis_points" between 1 and 10000, true) and coalesce("promotions"."fixed_amount_minor" > 0, true)),
	CONSTRAINT "currency_with_amounts" CHECK ("promotions"."currency" is not null or ("promotions"."fixed_amount_minor" is null and "promotions"."minimum_amount_minor" is null)),
	CONSTRAINT "validity_ordered" CHECK ("promotions"."valid_from" < "promotions"."valid_to")
);
--> statement-breakpoint
CREATE TABLE "seasons" (
	"item_id" text NOT NULL,
	"name" text NOT NULL,
	"period" daterange NOT NULL,
	"percent_basis_points" integer,
	"fixed_amount_minor" bigint,
	CONSTRAINT "seasons_item_id_period_pk" PRIMARY KEY("item_id","period"),
	CONSTRAINT "one_adjustment" CHECK (num_nonnulls("seasons"."percent_basis_points", "seasons"."fixed_amount_minor") = 1),
	CONSTRAINT "adjustment_sensible" CHECK (coalesce("seasons"."percent_basis_points" > -10000, true) and coalesce("seasons"."fixed_amount_minor" > 0, true)),
	CONSTRAINT "period_bounded" CHECK (not isempty("seasons"."period") and not lower_inf("seasons"."period") and not upper_inf("seasons"."period"))
);
--> statement-breakpoint
CREATE TABLE "taxes" (
	"item_id" text NOT NULL,
	"name" text NOT NULL,
	"basis_points" integer NOT NULL,
	"is_included" boolean NOT NULL,
	CONSTRAINT "taxes_item_id_name_pk" PRIMARY KEY("item_id","name"),
	CONSTRAINT "rate_sensible" CHECK ("taxes"."basis_points" between 0 and 10000)
);
--> statement-breakpoint
CREATE TABLE "units" (
	"id" text PRIMARY KEY NOT NULL,
	"item_id" text NOT NULL,
	"name" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "enquiries" (
	"id" text PRIMARY KEY NOT NULL,
	"item_id" text,
	"language" text NOT NULL,
	"content_sealed" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"template" text NOT NULL,
	"subject_id" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"lease_token" text,
	"lease_until" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "status_known" CHECK ("outbox"."status" in ('pending', 'sent', 'dead')),
	CONSTRAINT "lease_whole" CHECK (("outbox"."lease_token" is null) = ("outbox"."lease_until" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"transaction_id" text NOT NULL,
	"account" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	CONSTRAINT "ledger_entries_transaction_id_account_currency_pk" PRIMARY KEY("transaction_id","account","currency"),
	CONSTRAINT "amount_not_zero" CHECK ("ledger_entries"."amount_minor" <> 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_transactions" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"payment_id" text,
	"posted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ledger_transactions_source_unique" UNIQUE("source")
);
--> statement-breakpoint
CREATE TABLE "payment_events" (
	"provider" text NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"payment_id" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "payment_events_provider_event_id_pk" PRIMARY KEY("provider","event_id")
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"reservation_id" text NOT NULL,
	"provider" text NOT NULL,
	"provider_ref" text,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"status_order" text DEFAULT '' NOT NULL,
	"captured_minor" bigint DEFAULT 0 NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"quarantine_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_provider_ref" UNIQUE("provider","provider_ref"),
	CONSTRAINT "provider_known" CHECK ("payments"."provider" in ('stripe')),
	CONSTRAINT "status_known" CHECK ("payments"."status" in ('pending', 'processing', 'failed', 'canceled', 'succeeded')),
	CONSTRAINT "amounts_sensible" CHECK ("payments"."amount_minor" > 0 and "payments"."captured_minor" >= 0 and "payments"."refunded_minor" between 0 and "payments"."captured_minor")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"key_digest" text PRIMARY KEY NOT NULL,
	"request_digest" text NOT NULL,
	"resource_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_policy_code_policy_version_cancellation_policies_code_version_fk" FOREIGN KEY ("policy_code","policy_version") REFERENCES "public"."cancellation_policies"("code","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "extras" ADD CONSTRAINT "extras_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_policy_code_policy_version_cancellation_policies_code_version_fk" FOREIGN KEY ("policy_code","policy_version") REFERENCES "public"."cancellation_policies"("code","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seasons" ADD CONSTRAINT "seasons_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "taxes" ADD CONSTRAINT "taxes_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enquiries" ADD CONSTRAINT "enquiries_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_transaction_id_ledger_transactions_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_events" ADD CONSTRAINT "payment_events_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_reservation_id_reservations_id_fk" FOREIGN KEY ("reservation_id") REFERENCES "public"."reservations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_by_subject" ON "audit_events" USING btree ("subject_id","sequence");--> statement-breakpoint
CREATE INDEX "reservations_held" ON "reservations" USING btree ("item_id","hold_expires_at") WHERE "reservations"."status" = 'held';--> statement-breakpoint
CREATE INDEX "reservations_by_item" ON "reservations" USING btree ("item_id","starts_at");--> statement-breakpoint
CREATE INDEX "items_search" ON "items" USING gin ("search");--> statement-breakpoint
CREATE INDEX "items_by_category" ON "items" USING btree ("category","name","id");--> statement-breakpoint
CREATE INDEX "units_by_item" ON "units" USING btree ("item_id");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at") WHERE "outbox"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "outbox_by_subject" ON "outbox" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "payment_events_by_payment" ON "payment_events" USING btree ("payment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_one_open" ON "payments" USING btree ("reservation_id") WHERE "payments"."status" in ('pending', 'processing', 'failed');--> statement-breakpoint
CREATE INDEX "payments_by_reservation" ON "payments" USING btree ("reservation_id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_age" ON "idempotency_keys" USING btree ("created_at");