CREATE TABLE "enquiry_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"enquiry_id" text NOT NULL,
	"version" integer NOT NULL,
	"direction" text NOT NULL,
	"author" text,
	"text_sealed" text NOT NULL,
	"message_id" text,
	"in_reply_to" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "direction_known" CHECK ("enquiry_messages"."direction" in ('out', 'in')),
	CONSTRAINT "ours_has_author" CHECK (("enquiry_messages"."direction" = 'out') = ("enquiry_messages"."author" is not null)),
	CONSTRAINT "ours_has_message_id" CHECK ("enquiry_messages"."direction" = 'in' or "enquiry_messages"."message_id" is not null)
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "closed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "spam_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "status" text GENERATED ALWAYS AS (case when spam_at is not null then 'spam' when set_aside_because is not null and let_through_at is null then 'set-aside' when closed_at is not null then 'closed' else 'open' end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "assignee_id" text;--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "is_answered" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "enquiries" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "enquiry_messages" ADD CONSTRAINT "enquiry_messages_enquiry_id_enquiries_id_fk" FOREIGN KEY ("enquiry_id") REFERENCES "public"."enquiries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "enquiry_message_once_per_version" ON "enquiry_messages" USING btree ("enquiry_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "enquiry_message_by_message_id" ON "enquiry_messages" USING btree ("message_id");--> statement-breakpoint
ALTER TABLE "enquiries" ADD CONSTRAINT "enquiries_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "enquiries_by_status" ON "enquiries" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "enquiries_unanswered" ON "enquiries" USING btree ("id") WHERE "enquiries"."status" = 'open' and not "enquiries"."is_answered";--> statement-breakpoint
CREATE INDEX "enquiries_by_assignee" ON "enquiries" USING btree ("assignee_id","id") WHERE "enquiries"."assignee_id" is not null;