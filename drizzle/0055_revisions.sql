CREATE TABLE "revisions" (
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL,
	CONSTRAINT "revisions_kind_subject_id_version_pk" PRIMARY KEY("kind","subject_id","version"),
	CONSTRAINT "version_positive" CHECK ("revisions"."version" > 0)
);
--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "items_kept_by_name" ON "items" USING btree ("name" collate "und-x-icu","id") WHERE "items"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "items_kept_by_category" ON "items" USING btree ("category","name" collate "und-x-icu","id") WHERE "items"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "items_unlisted_by_name" ON "items" USING btree ("name" collate "und-x-icu","id") WHERE not "items"."is_listed";--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "archived_unlisted" CHECK ("items"."archived_at" is null or not "items"."is_listed");