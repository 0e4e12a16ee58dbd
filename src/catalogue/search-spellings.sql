-- The ways in which one text is written: as it stands; with plain numbers; without its hyphens, apostrophes,
-- points and slashes (F-150, F150); with umlauts written out (Kitzbühel, Kitzbuehel), without those marks
-- too.
CREATE OR REPLACE FUNCTION search_spellings(given text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT DISTINCT search_words(spelling)
  FROM (SELECT normalize(given, NFC) AS text) composed,
    LATERAL (
      SELECT regexp_replace(composed.text, '[-‐‑‒–−''’‘‛ʼʻʹ´`＇－./·־׳״]+', '', 'g') AS text
    ) unmarked,
    unnest(ARRAY[composed.text, search_ungrouped(composed.text), unmarked.text]
      || (
        SELECT array_agg(replace(replace(replace(replace(replace(
          lower(written COLLATE pg_unicode_fast),
          'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'å', 'aa'), 'ø', 'oe'))
        FROM unnest(ARRAY[composed.text, unmarked.text]) written
      )) spelling
$$;
