-- What guests read, in a language: the fields that are translated stand for those of the row. Where the one
-- that matters is, `language` says so. Without a language, or a translation, it is as it was.
CREATE FUNCTION midas.in_language(
  p_json json,
  p_translations jsonb,
  p_language text,
  p_field text
) RETURNS json
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_translations -> p_language IS NULL THEN p_json
    ELSE (
      p_json::jsonb || (p_translations -> p_language) || CASE
        WHEN p_translations -> p_language ? p_field THEN jsonb_build_object('language', p_language)
        ELSE '{}'
      END
    )::json
  END
$$;
