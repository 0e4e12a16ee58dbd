-- As in migration 0021, and: a fraction parts from the figure before it (3½ is 3 1/2); the Arabic alef of connection is an alef.
CREATE OR REPLACE FUNCTION search_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(spaced.text)
  FROM (SELECT normalize(casefold(normalize(regexp_replace(given, '(?<=[0-9])(?=[¼-¾⅐-⅞])', ' ', 'g'), NFKD)
      COLLATE pg_unicode_fast), NFKD) AS text) small,
    LATERAL (SELECT regexp_replace(small.text,
      '[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f'
      || '\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7'
      || '\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed'
      || '\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f'
      || '\u3164\ufe00-\ufe0f\ufeff\uffa0'
      || '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+', '', 'g') AS text) bare,
    LATERAL (SELECT replace(replace(replace(translate(search_figures(bare.text),
      'øłđðħŧıŋĸªºىیکةہھەٱ', 'olddhtinkaoييكهههها'),
      'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') AS text) plain,
    LATERAL (SELECT regexp_replace(regexp_replace(plain.text,
      '(?<=[0-9])[×✕✖⨉⨯х](?=[0-9])', 'x', 'g'), '[×✕✖⨉⨯]', ' x ', 'g') AS text) times,
    LATERAL (SELECT regexp_replace(normalize(times.text, NFC) COLLATE pg_c_utf8,
      '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff'
      || '\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])',
      ' \1 ', 'g') AS text) cut,
    LATERAL (SELECT regexp_replace(cut.text,
      '[[:punct:][:space:][:cntrl:]\u02b0-\u02ff\U0001f130-\U0001f189]+', ' ', 'g') AS text) spaced
$$;
--> statement-breakpoint

-- A text whose numbers stand alone: without thousands separators (7,500 and 7.500, 7 500, 7’500, and 75,00,000 as India groups),
-- without zeros behind the last figure that counts (7,500.00 and 2.50), and with a half and quarters as decimals.
CREATE OR REPLACE FUNCTION search_ungrouped(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(
    search_figures(normalize(
      regexp_replace(regexp_replace(regexp_replace(given, '(?<=[0-9])\s?½', '.5', 'g'), '(?<=[0-9])\s?¼', '.25', 'g'), '(?<=[0-9])\s?¾', '.75', 'g'),
    NFKC)),
    '(?<=[0-9])(?<![0-9]{4})(?:[ ,.''’٬](?=[0-9]{3}(?![0-9]))|,(?=(?:[0-9]{2},)+[0-9]{3}(?![0-9])))', '', 'g'),
    '(?<=[0-9])[.,٫]0{1,2}(?![0-9])', '', 'g'),
    '(?<=[0-9])([.,٫][0-9]*[1-9])0+(?![0-9])', '\1', 'g')
$$;
--> statement-breakpoint

-- The ways in which one text is written: as it stands; with plain numbers; without its hyphens, apostrophes, points and slashes (F-150,
-- F150); with umlauts written out (Kitzbühel, Kitzbuehel), without those marks too.
CREATE OR REPLACE FUNCTION search_spellings(given text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT DISTINCT search_words(spelling)
  FROM (SELECT normalize(given, NFC) AS text) composed,
    LATERAL (SELECT regexp_replace(composed.text, '[-‐‑‒–−''’‘‛ʼʻʹ´`＇－./·־׳״]+', '', 'g') AS text) unmarked,
    unnest(ARRAY[composed.text, search_ungrouped(composed.text), unmarked.text]
      || (SELECT array_agg(replace(replace(replace(replace(replace(
          lower(written COLLATE pg_unicode_fast), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'å', 'aa'), 'ø', 'oe'))
        FROM unnest(ARRAY[composed.text, unmarked.text]) written)) spelling
$$;
--> statement-breakpoint

-- A word and what else is written for it: in names of places; of an item that is written with its umlauts written out, the bare letters.
CREATE OR REPLACE FUNCTION search_equals(word text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT unnest(CASE
    WHEN word IN ('st', 'saint', 'sankt', 'skt', 'sint') THEN ARRAY['st', 'saint', 'sankt', 'skt', 'sint']
    WHEN word IN ('ste', 'sainte') THEN ARRAY['ste', 'sainte']
    WHEN word IN ('sts', 'saints') THEN ARRAY['sts', 'saints']
    WHEN word IN ('stes', 'saintes') THEN ARRAY['stes', 'saintes']
    WHEN word IN ('sta', 'santa') THEN ARRAY['sta', 'santa']
    WHEN word IN ('sto', 'santo') THEN ARRAY['sto', 'santo']
    WHEN word IN ('mt', 'mount', 'mont') THEN ARRAY['mt', 'mount', 'mont']
    ELSE ARRAY[word, regexp_replace(word, '(a)[ae]|([ou])e', '\1\2', 'g')] END)
$$;
--> statement-breakpoint

-- As in migration 0021, and: the sign for "and" is one of the words for it.
CREATE OR REPLACE FUNCTION search_document(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT left(word, 500)) FILTER (WHERE word <> ''), '{}'))
  FROM unnest(texts) given, LATERAL (
    SELECT search_equals(word) FROM search_spellings(given) spelling, string_to_table(spelling, ' ') word
    UNION ALL SELECT search_joined(given)
    UNION ALL SELECT unnest(ARRAY['and', 'et', 'y', 'und']) WHERE given ~ '[&＆+＋]'
  ) words(word)
$$;
--> statement-breakpoint

-- The words of names written as one (Rolls Royce, rollsroyce), from each word to the end of the name: a query finds any run of them as a beginning.
-- Two numbers are never one, and a comma or a bracket keeps apart what stands on its two sides.
CREATE FUNCTION search_glued(VARIADIC names text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT left(replace(substr(run, place), ' ', ''), 500)), '{}'))
  FROM unnest(names) given,
    regexp_split_to_table(given, '[][(){}<>«»“”„",;:!?…|]+') part,
    search_spellings(part) spelling,
    regexp_split_to_table(spelling, '(?<=[0-9]) (?=[0-9])') run,
    generate_series(1, length(run)) place
  WHERE substr(run, place, 1) <> ' ' AND (place = 1 OR substr(run, place - 1, 1) = ' ') AND substr(run, place) LIKE '% %'
$$;
--> statement-breakpoint

-- Looks for all words of a text, each in one of its spellings and as the beginning of a word, by itself or written as one with up to two
-- before it (Mc Laren, A M G); two numbers are never one. Without a word it finds nothing. Spaces that group a number (7 500) part words or do not.
CREATE OR REPLACE FUNCTION search_query(given text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(every.word, ' | '), '')::tsquery
  FROM (SELECT DISTINCT written FROM unnest(ARRAY[given, search_ungrouped(given)]) written) texts,
    LATERAL (SELECT '(' || string_agg(any_spelling.query, ' & ') || ')' AS word
      FROM (SELECT typed, lag(typed, 1) OVER place AS one, lag(typed, 2) OVER place AS two
          FROM regexp_split_to_table(written COLLATE pg_c_utf8, '\s+') WITH ORDINALITY words(typed, place)
          WINDOW place AS (ORDER BY words.place)) words,
        LATERAL (SELECT '(' || string_agg(DISTINCT words.query, ' | ') || ')' AS query
          FROM unnest(CASE WHEN search_words(typed) = '' OR typed ~ '^[0-9]' AND one ~ '[0-9]$' THEN ARRAY[typed]
              WHEN one ~ '^[0-9]' AND two ~ '[0-9]$' THEN ARRAY[typed, one || typed]
              ELSE ARRAY[typed, one || typed, two || one || typed] END) text,
            search_spellings(text) spelling,
            LATERAL (SELECT '(' || string_agg('''' || left(word, 500) || ''':*', ' & ') || ')' AS query
              FROM string_to_table(spelling, ' ') word WHERE word <> '') words) any_spelling) every
$$;
--> statement-breakpoint
-- Both columns are written anew with what the functions say now.
ALTER TABLE "items" ALTER COLUMN "search" SET EXPRESSION AS (search_document(variadic array[name, summary, description, city, country_names(country)] || features) || search_glued(name, city)),
  ALTER COLUMN "place_search" SET EXPRESSION AS (search_document(city, country, country_names(country)) || search_glued(city));
