-- The words of names written as one (Rolls Royce, rollsroyce), from each word to the end of the name: a query
-- finds any run of them as a beginning. Two numbers are never one, and a comma or a bracket keeps apart what
-- stands on its two sides. Columns are generated from it (see search-words.sql).
CREATE OR REPLACE FUNCTION search_glued(VARIADIC names text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(
    coalesce(array_agg(DISTINCT left(replace(substr(run, place), ' ', ''), 500)), '{}')
  )
  FROM unnest(names) given,
    regexp_split_to_table(given, '[][(){}<>«»“”„",;:!?…|]+') part,
    search_spellings(part) spelling,
    regexp_split_to_table(spelling, '(?<=[0-9]) (?=[0-9])') run,
    generate_series(1, length(run)) place
  WHERE substr(run, place, 1) <> ' '
    AND (place = 1 OR substr(run, place - 1, 1) = ' ')
    AND substr(run, place) LIKE '% %'
$$;
