CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"content" jsonb NOT NULL,
	"secret_sealed" text,
	CONSTRAINT "key_known" CHECK ("settings"."key" in ('business', 'appearance', 'notifications', 'mail-texts', 'channels')),
	CONSTRAINT "secret_of_channels" CHECK ("settings"."secret_sealed" is null or "settings"."key" = 'channels')
);

--> statement-breakpoint
INSERT INTO "settings" ("key", "content") VALUES
	('business', '{}'), ('appearance', '{}'), ('notifications', '{}'), ('mail-texts', '{}'), ('channels', '{}');
