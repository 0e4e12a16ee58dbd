-- Text messages have a channel of their own. Those that the functions of before write meanwhile go out as before, with the mails.
ALTER TABLE "outbox" DROP CONSTRAINT "channel_known";--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "channel_known" CHECK ("outbox"."channel" in ('mail', 'sms', 'provider'));
--> statement-breakpoint
UPDATE outbox SET channel = 'sms' WHERE template = 'user-sms-code' AND status = 'pending';
