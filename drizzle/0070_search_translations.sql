-- src/catalogue/translated-texts.sql
-- The texts of translations at a path, such as all of them or all names, whatever their language. Columns
-- are generated from it (see search-words.sql).
CREATE OR REPLACE FUNCTION translated_texts(translations jsonb, path jsonpath) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT found #>> '{}' FROM jsonb_path_query(translations, path) found)
$$;
--> statement-breakpoint
-- Writes the words anew, in place: the column and its index stay.
ALTER TABLE "items" ALTER COLUMN "search" SET EXPRESSION AS (search_document(variadic array[name, summary, description, city, country_names(country)] || features || translated_texts(translations, '$.*.*[*]')) || search_glued(variadic array[name, city] || translated_texts(translations, '$.*.name')));
