CREATE TABLE "function_schemas" (
	"name" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"migrated_at" timestamp with time zone NOT NULL
);
