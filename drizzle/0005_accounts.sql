CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash"),
	CONSTRAINT "name_short" CHECK (char_length("api_keys"."name") between 1 and 64),
	CONSTRAINT "scopes_some" CHECK (cardinality("api_keys"."scopes") > 0)
);
--> statement-breakpoint
CREATE TABLE "attempt_budgets" (
	"key" text PRIMARY KEY NOT NULL,
	"used" integer NOT NULL,
	"window_ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "backup_codes" (
	"person_id" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "backup_codes_person_id_hash_pk" PRIMARY KEY("person_id","hash")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"sequence" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consents_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" text NOT NULL,
	"document" text NOT NULL,
	"version" text NOT NULL,
	"is_given" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "factors" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"secret_sealed" text,
	"last_step" bigint,
	"credential_id" text,
	"public_key" text,
	"signature_count" bigint,
	"transports" text[],
	"is_backed_up" boolean,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "factors_credentialId_unique" UNIQUE("credential_id"),
	CONSTRAINT "kind_known" CHECK ("factors"."kind" in ('totp', 'passkey', 'sms')),
	CONSTRAINT "name_short" CHECK (char_length("factors"."name") between 1 and 64),
	CONSTRAINT "passkey_whole" CHECK (num_nonnulls("factors"."credential_id", "factors"."public_key", "factors"."signature_count") = case when "factors"."kind" = 'passkey' then 3 else 0 end),
	CONSTRAINT "secret_where_shared" CHECK (("factors"."kind" = 'passkey') = ("factors"."secret_sealed" is null)),
	CONSTRAINT "passkey_confirmed" CHECK ("factors"."kind" <> 'passkey' or "factors"."confirmed_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"person_id" text NOT NULL,
	"linked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "identities_provider_subject_pk" PRIMARY KEY("provider","subject")
);
--> statement-breakpoint
CREATE TABLE "known_devices" (
	"person_id" text NOT NULL,
	"device_hash" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "known_devices_person_id_device_hash_pk" PRIMARY KEY("person_id","device_hash")
);
--> statement-breakpoint
CREATE TABLE "one_time_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"hash" text NOT NULL,
	"person_id" text,
	"email" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	CONSTRAINT "purpose_known" CHECK ("one_time_tokens"."purpose" in ('registration', 'resend', 'password-reset', 'email-change', 'invitation', 'disowning', 'second-factor', 'sms-code', 'phone', 'identity-state', 'identity-nonce', 'passkey-sign-in', 'passkey-registration')),
	CONSTRAINT "attempts_capped" CHECK ("one_time_tokens"."attempts" between 0 and 5)
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text,
	"mail_digest" text,
	"password_hash" text,
	"role" text DEFAULT 'guest' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"language" text NOT NULL,
	"profile_sealed" text,
	"notifications" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "people_email_unique" UNIQUE("email"),
	CONSTRAINT "role_known" CHECK ("people"."role" in ('guest', 'staff', 'manager', 'owner')),
	CONSTRAINT "status_known" CHECK ("people"."status" in ('active', 'banned', 'closed')),
	CONSTRAINT "language_known" CHECK ("people"."language" in ('en', 'fr', 'es')),
	CONSTRAINT "email_in_lower_case" CHECK ("people"."email" = lower("people"."email") and "people"."email" like '%_@_%'),
	CONSTRAINT "open_has_email" CHECK (("people"."status" = 'closed') = ("people"."email" is null)),
	CONSTRAINT "closed_tells_nothing" CHECK ("people"."status" <> 'closed' or num_nonnulls("people"."mail_digest", "people"."password_hash", "people"."profile_sealed") = 0),
	CONSTRAINT "closed_has_instant" CHECK (("people"."status" = 'closed') = ("people"."closed_at" is not null)),
	CONSTRAINT "password_is_bcrypt" CHECK ("people"."password_hash" ~ '^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$')
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"refresh_hash" text NOT NULL,
	"previous_hash" text,
	"refreshed_at" timestamp with time zone NOT NULL,
	"proved_at" timestamp with time zone NOT NULL,
	"methods" text[] NOT NULL,
	"device" text NOT NULL,
	"place" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	CONSTRAINT "sessions_refreshHash_unique" UNIQUE("refresh_hash"),
	CONSTRAINT "ended_has_reason" CHECK (("sessions"."ended_at" is null) = ("sessions"."end_reason" is null)),
	CONSTRAINT "end_reason_known" CHECK ("sessions"."end_reason" in ('signed-out', 'refresh-token-reused', 'password-changed', 'recovered', 'disowned', 'banned', 'closed'))
);
--> statement-breakpoint
CREATE TABLE "signing_key_generations" (
	"generation" integer PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retires_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "person_id" text;--> statement-breakpoint
ALTER TABLE "backup_codes" ADD CONSTRAINT "backup_codes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "factors" ADD CONSTRAINT "factors_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "known_devices" ADD CONSTRAINT "known_devices_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attempt_budgets_by_end" ON "attempt_budgets" USING btree ("window_ends_at");--> statement-breakpoint
CREATE INDEX "consents_of_person" ON "consents" USING btree ("person_id","document","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "one_totp" ON "factors" USING btree ("person_id") WHERE "factors"."kind" = 'totp' and confirmed_at is not null;--> statement-breakpoint
CREATE INDEX "factors_of_person" ON "factors" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "identity_once_per_provider" ON "identities" USING btree ("person_id","provider");--> statement-breakpoint
CREATE UNIQUE INDEX "one_time_token_by_hash" ON "one_time_tokens" USING btree ("purpose","hash");--> statement-breakpoint
CREATE INDEX "one_time_tokens_of_person" ON "one_time_tokens" USING btree ("person_id","purpose");--> statement-breakpoint
CREATE INDEX "one_time_tokens_by_email" ON "one_time_tokens" USING btree ("email","purpose");--> statement-breakpoint
CREATE INDEX "one_time_tokens_by_expiry" ON "one_time_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "people_by_mail_digest" ON "people" USING btree ("mail_digest");--> statement-breakpoint
CREATE INDEX "people_by_role" ON "people" USING btree ("role","id") WHERE "people"."role" <> 'guest';--> statement-breakpoint
CREATE INDEX "sessions_of_person" ON "sessions" USING btree ("person_id","created_at") WHERE "sessions"."ended_at" is null;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reservations_of_person" ON "reservations" USING btree ("person_id","id") WHERE "reservations"."person_id" is not null;