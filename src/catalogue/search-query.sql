-- Looks for all words of a text, each in one of its spellings and as the beginning of a word, by itself or
-- written as one with up to two before it (Mc Laren, A M G); two numbers are never one. Without a word it
-- finds nothing. Spaces that group a number (7 500) part words or do not.
CREATE OR REPLACE FUNCTION search_query(given text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(every.word, ' | '), '')::tsquery
  FROM (SELECT DISTINCT written FROM unnest(ARRAY[given, search_ungrouped(given)]) written) texts,
    LATERAL (
      SELECT '(' || string_agg(any_spelling.query, ' & ') || ')' AS word
      FROM (
          SELECT typed, lag(typed, 1) OVER place AS one, lag(typed, 2) OVER place AS two
          FROM regexp_split_to_table(written COLLATE pg_c_utf8, '\s+') WITH ORDINALITY words(typed, place)
          WINDOW place AS (ORDER BY words.place)
        ) words,
        LATERAL (
          SELECT '(' || string_agg(DISTINCT words.query, ' | ') || ')' AS query
          FROM unnest(CASE
              WHEN search_words(typed) = '' OR typed ~ '^[0-9]' AND one ~ '[0-9]$' THEN ARRAY[typed]
              WHEN one ~ '^[0-9]' AND two ~ '[0-9]$' THEN ARRAY[typed, one || typed]
              ELSE ARRAY[typed, one || typed, two || one || typed]
            END) text,
            search_spellings(text) spelling,
            LATERAL (
              SELECT '(' || string_agg('''' || left(word, 500) || ''':*', ' & ') || ')' AS query
              FROM string_to_table(spelling, ' ') word
              WHERE word <> ''
            ) words
        ) any_spelling
    ) every
$$;
