CREATE TABLE "cache_purges" (
	"tag" text PRIMARY KEY NOT NULL,
	"changed_by" text NOT NULL
);
