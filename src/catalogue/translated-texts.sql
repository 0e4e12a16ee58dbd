-- The texts of translations at a path, such as all of them or all names, whatever their language. Columns
-- are generated from it (see search-words.sql).
CREATE OR REPLACE FUNCTION translated_texts(translations jsonb, path jsonpath) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT found #>> '{}' FROM jsonb_path_query(translations, path) found)
$$;
