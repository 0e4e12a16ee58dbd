-- Where letters meet figures a name is written together or apart (G650ER, G 650 ER; 100m2, 100 m²): each run
-- of either, and up to four of them by turns written as one. A comma or a bracket keeps apart what stands on
-- its two sides.
CREATE OR REPLACE FUNCTION search_joined(given text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT unnest(ARRAY[
    one,
    CASE WHEN second THEN one || two END,
    CASE WHEN second AND third THEN one || two || three END,
    CASE WHEN second AND third AND fourth THEN one || two || three || four END
  ])
  FROM unnest(ARRAY[given, search_ungrouped(given)]) written,
    regexp_split_to_table(written, '[][(){}<>«»“”„",;:!?…|]+') part,
    LATERAL (SELECT search_words(part) AS words) spelled,
    LATERAL (
      SELECT
        run[1] AS one,
        lead(run[1], 1) OVER place AS two,
        lead(run[1], 2) OVER place AS three,
        lead(run[1], 3) OVER place AS four
      FROM regexp_matches(spelled.words, '[0-9]+|[^0-9 ]+', 'g') WITH ORDINALITY runs(run, place)
      WINDOW place AS (ORDER BY runs.place)
    ) runs,
    LATERAL (
      SELECT
        one ~ '[0-9]' <> two ~ '[0-9]' AS second,
        two ~ '[0-9]' <> three ~ '[0-9]' AS third,
        three ~ '[0-9]' <> four ~ '[0-9]' AS fourth
    ) turns
  WHERE spelled.words ~ '[0-9]'
$$;
