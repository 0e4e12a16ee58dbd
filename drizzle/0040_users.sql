-- The field's own word for whoever has an account is user, for a hold that ended by itself expired, and an address is kept as the
-- keyed hash of an e-mail. Nothing has been released yet: the functions of an older build do not run on these names.
ALTER TABLE "people" RENAME TO "users";
--> statement-breakpoint
ALTER TABLE "backup_codes" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "closed_accounts" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "consents" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "factors" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "identities" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "known_devices" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "one_time_tokens" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "payment_assessments" RENAME COLUMN "mail_digest" TO "email_hash";
--> statement-breakpoint
ALTER TABLE "users" RENAME COLUMN "mail_digest" TO "email_hash";
--> statement-breakpoint
ALTER TABLE "promotion_redemptions" RENAME COLUMN "mail_digest" TO "email_hash";
--> statement-breakpoint
ALTER TABLE "reservations" RENAME COLUMN "mail_digest" TO "email_hash";
--> statement-breakpoint
ALTER TABLE "reservations" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "sessions" RENAME COLUMN "person_id" TO "user_id";
--> statement-breakpoint
ALTER TABLE "backup_codes" RENAME CONSTRAINT "backup_codes_person_id_hash_pk" TO "backup_codes_user_id_hash_pk";
--> statement-breakpoint
ALTER TABLE "backup_codes" RENAME CONSTRAINT "backup_codes_person_id_not_null" TO "backup_codes_user_id_not_null";
--> statement-breakpoint
ALTER TABLE "backup_codes" RENAME CONSTRAINT "backup_codes_person_id_people_id_fk" TO "backup_codes_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "closed_accounts" RENAME CONSTRAINT "closed_accounts_person_id_not_null" TO "closed_accounts_user_id_not_null";
--> statement-breakpoint
ALTER TABLE "closed_accounts" RENAME CONSTRAINT "closed_accounts_person_id_people_id_fk" TO "closed_accounts_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "consents" RENAME CONSTRAINT "consents_person_id_not_null" TO "consents_user_id_not_null";
--> statement-breakpoint
ALTER TABLE "consents" RENAME CONSTRAINT "consents_person_id_people_id_fk" TO "consents_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "factors" RENAME CONSTRAINT "factors_person_id_not_null" TO "factors_user_id_not_null";
--> statement-breakpoint
ALTER TABLE "factors" RENAME CONSTRAINT "factors_person_id_people_id_fk" TO "factors_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "identities" RENAME CONSTRAINT "identities_person_id_not_null" TO "identities_user_id_not_null";
--> statement-breakpoint
ALTER TABLE "identities" RENAME CONSTRAINT "identities_person_id_people_id_fk" TO "identities_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "known_devices" RENAME CONSTRAINT "known_devices_person_id_device_hash_pk" TO "known_devices_user_id_device_hash_pk";
--> statement-breakpoint
ALTER TABLE "known_devices" RENAME CONSTRAINT "known_devices_person_id_not_null" TO "known_devices_user_id_not_null";
--> statement-breakpoint
ALTER TABLE "known_devices" RENAME CONSTRAINT "known_devices_person_id_people_id_fk" TO "known_devices_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "one_time_tokens" RENAME CONSTRAINT "one_time_tokens_person_id_people_id_fk" TO "one_time_tokens_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "users" RENAME CONSTRAINT "people_created_at_not_null" TO "users_created_at_not_null";
--> statement-breakpoint
ALTER TABLE "users" RENAME CONSTRAINT "people_email_unique" TO "users_email_unique";
--> statement-breakpoint
ALTER TABLE "users" RENAME CONSTRAINT "people_id_not_null" TO "users_id_not_null";
--> statement-breakpoint
ALTER TABLE "users" RENAME CONSTRAINT "people_language_not_null" TO "users_language_not_null";
--> statement-breakpoint
ALTER TABLE "users" RENAME CONSTRAINT "people_notifications_not_null" TO "users_notifications_not_null";
--> statement-breakpoint
ALTER TABLE "users" RENAME CONSTRAINT "people_pkey" TO "users_pkey";
--> statement-breakpoint
ALTER TABLE "users" RENAME CONSTRAINT "people_role_not_null" TO "users_role_not_null";
--> statement-breakpoint
ALTER TABLE "users" RENAME CONSTRAINT "people_status_not_null" TO "users_status_not_null";
--> statement-breakpoint
ALTER TABLE "promotion_redemptions" RENAME CONSTRAINT "promotion_redemptions_mail_digest_not_null" TO "promotion_redemptions_email_hash_not_null";
--> statement-breakpoint
ALTER TABLE "reservations" RENAME CONSTRAINT "reservations_person_id_people_id_fk" TO "reservations_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "sessions" RENAME CONSTRAINT "sessions_person_id_not_null" TO "sessions_user_id_not_null";
--> statement-breakpoint
ALTER TABLE "sessions" RENAME CONSTRAINT "sessions_person_id_people_id_fk" TO "sessions_user_id_users_id_fk";
--> statement-breakpoint
ALTER INDEX "consents_of_person" RENAME TO "consents_of_user";
--> statement-breakpoint
ALTER INDEX "factors_of_person" RENAME TO "factors_of_user";
--> statement-breakpoint
ALTER INDEX "one_time_tokens_of_person" RENAME TO "one_time_tokens_of_user";
--> statement-breakpoint
ALTER INDEX "people_by_mail_digest" RENAME TO "users_by_email_hash";
--> statement-breakpoint
ALTER INDEX "people_by_role" RENAME TO "users_by_role";
--> statement-breakpoint
ALTER INDEX "reservations_of_person" RENAME TO "reservations_of_user";
--> statement-breakpoint
ALTER INDEX "sessions_of_person" RENAME TO "sessions_of_user";
--> statement-breakpoint
DROP TRIGGER people_changes ON users;
--> statement-breakpoint
DROP FUNCTION person_changes();
--> statement-breakpoint
DROP FUNCTION require_session;
--> statement-breakpoint
ALTER TABLE reservations DROP CONSTRAINT status_known;
--> statement-breakpoint
ALTER TABLE reservations DISABLE TRIGGER USER;
--> statement-breakpoint
UPDATE reservations SET status = 'expired' WHERE status = 'lapsed';
--> statement-breakpoint
ALTER TABLE reservations ENABLE TRIGGER USER;
--> statement-breakpoint
ALTER TABLE reservations ADD CONSTRAINT status_known CHECK (status in ('held', 'confirmed', 'cancelled', 'expired'));
--> statement-breakpoint
UPDATE api_keys SET created_by = replace(created_by, 'person:', 'user:') WHERE created_by LIKE 'person:%';
--> statement-breakpoint
UPDATE outbox SET template = replace(template, 'person-', 'user-') WHERE template LIKE 'person-%';
