CREATE TABLE "cache_purges" (
	"tag" text PRIMARY KEY NOT NULL,
	"changes" integer DEFAULT 1 NOT NULL
);
