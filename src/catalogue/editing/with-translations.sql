-- What is edited with its translations: left out where there are none, as what was saved before there were
-- any has it.
CREATE FUNCTION midas.with_translations(p_content jsonb, p_translations jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_translations = '{}' THEN p_content
    ELSE p_content || jsonb_build_object('translations', p_translations)
  END
$$;
