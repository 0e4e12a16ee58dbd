-- The figures of every script are 0 to 9 (general category Nd of Unicode 17, those that NFKD leaves as they are:
-- ten in a row from each of these zeros). ASCII has nothing to do.
CREATE FUNCTION search_figures(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN given ~ '[\u0660-\U0001ffff]' THEN translate(given,
    (SELECT string_agg(chr(zero + figure), '' ORDER BY zero, figure) FROM generate_series(0, 9) figure, unnest(ARRAY[
      0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
      0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
      0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
      0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
      0x11da0, 0x11de0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1,
      0x1e950
    ]) zero), repeat('0123456789', 68))
  ELSE given END
$$;
--> statement-breakpoint

-- As in migration 0008, and: figures of every script; the sign of multiplication is an x between figures (the letter that Cyrillic
-- keyboards have for it too) and a word of its own elsewhere; ۞ and ۩ are signs that part words, no accents.
CREATE OR REPLACE FUNCTION search_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(spaced.text)
  FROM (SELECT normalize(casefold(normalize(given, NFKD) COLLATE pg_unicode_fast), NFKD) AS text) small,
    LATERAL (SELECT regexp_replace(small.text,
      '[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f'
      || '\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7'
      || '\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed'
      || '\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f'
      || '\u3164\ufe00-\ufe0f\ufeff\uffa0'
      || '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+', '', 'g') AS text) bare,
    LATERAL (SELECT replace(replace(replace(translate(search_figures(bare.text),
      'øłđðħŧıŋĸªºىیکةہھە', 'olddhtinkaoييكهههه'),
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

-- A text whose numbers have no thousands separators: 7,500 and 7.500, 7 500, 7’500, and 75,00,000 as India groups.
CREATE FUNCTION search_ungrouped(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(search_figures(normalize(given, NFKC)),
    '(?<=[0-9])(?<![0-9]{4})(?:[ ,.''’٬](?=[0-9]{3}(?![0-9]))|,(?=(?:[0-9]{2},)+[0-9]{3}(?![0-9])))', '', 'g')
$$;
--> statement-breakpoint

-- The ways in which one text is written, as in migration 0008, and without thousands separators.
CREATE OR REPLACE FUNCTION search_spellings(given text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT DISTINCT search_words(spelling)
  FROM (SELECT normalize(given, NFC) AS text) composed,
    unnest(ARRAY[
      composed.text,
      search_ungrouped(composed.text),
      regexp_replace(composed.text, '[-‐‑‒–−''’‘‛ʼʻʹ´`＇－./·]+', '', 'g'),
      replace(replace(replace(replace(replace(
        lower(composed.text COLLATE pg_unicode_fast), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'å', 'aa'), 'ø', 'oe')
    ]) spelling
$$;
--> statement-breakpoint

-- Where letters meet figures a name is written together or apart (G650ER, G 650 ER; 100m2, 100 m²): each run of either, and up
-- to four of them by turns written as one. A comma or a bracket keeps apart what stands on its two sides.
CREATE FUNCTION search_joined(given text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT unnest(ARRAY[
    one,
    CASE WHEN second THEN one || two END,
    CASE WHEN second AND third THEN one || two || three END,
    CASE WHEN second AND third AND fourth THEN one || two || three || four END])
  FROM unnest(ARRAY[given, search_ungrouped(given)]) written,
    regexp_split_to_table(written, '[][(){}<>«»“”„",;:!?…|]+') part,
    LATERAL (SELECT search_words(part) AS words) spelled,
    LATERAL (
      SELECT run[1] AS one, lead(run[1], 1) OVER place AS two, lead(run[1], 2) OVER place AS three, lead(run[1], 3) OVER place AS four
      FROM regexp_matches(spelled.words, '[0-9]+|[^0-9 ]+', 'g') WITH ORDINALITY runs(run, place)
      WINDOW place AS (ORDER BY runs.place)
    ) runs,
    LATERAL (SELECT one ~ '[0-9]' <> two ~ '[0-9]' AS second, two ~ '[0-9]' <> three ~ '[0-9]' AS third,
      three ~ '[0-9]' <> four ~ '[0-9]' AS fourth) turns
  WHERE spelled.words ~ '[0-9]'
$$;
--> statement-breakpoint

-- A word and what is written for it in names of places.
CREATE FUNCTION search_equals(word text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT unnest(CASE
    WHEN word IN ('st', 'saint', 'sankt', 'skt', 'sint') THEN ARRAY['st', 'saint', 'sankt', 'skt', 'sint']
    WHEN word IN ('ste', 'sainte') THEN ARRAY['ste', 'sainte']
    WHEN word IN ('sts', 'saints') THEN ARRAY['sts', 'saints']
    WHEN word IN ('stes', 'saintes') THEN ARRAY['stes', 'saintes']
    WHEN word IN ('sta', 'santa') THEN ARRAY['sta', 'santa']
    WHEN word IN ('sto', 'santo') THEN ARRAY['sto', 'santo']
    WHEN word IN ('mt', 'mount') THEN ARRAY['mt', 'mount']
    ELSE ARRAY[word] END)
$$;
--> statement-breakpoint

-- All words of some texts, in each of their spellings, with what is written for them and where letters meet figures both ways.
-- Words are cut at 500 characters: a lexeme holds 2,046 bytes.
CREATE OR REPLACE FUNCTION search_document(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT left(word, 500)) FILTER (WHERE word <> ''), '{}'))
  FROM unnest(texts) given, LATERAL (
    SELECT search_equals(word) FROM search_spellings(given) spelling, string_to_table(spelling, ' ') word
    UNION ALL SELECT search_joined(given)
  ) words(word)
$$;
--> statement-breakpoint

-- Looks for all words of a text, each in one of its spellings and as the beginning of a word. Without a word it finds nothing.
-- Spaces that group a number (7 500) part words or do not.
CREATE OR REPLACE FUNCTION search_query(given text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(every.word, ' | '), '')::tsquery
  FROM (SELECT DISTINCT written FROM unnest(ARRAY[given, search_ungrouped(given)]) written) texts,
    LATERAL (SELECT '(' || string_agg(any_spelling.query, ' & ') || ')' AS word
      FROM regexp_split_to_table(written COLLATE pg_c_utf8, '\s+') typed,
        LATERAL (SELECT '(' || string_agg(words.query, ' | ') || ')' AS query
          FROM search_spellings(typed) spelling,
            LATERAL (SELECT '(' || string_agg('''' || left(word, 500) || ''':*', ' & ') || ')' AS query
              FROM string_to_table(spelling, ' ') word WHERE word <> '') words) any_spelling) every
$$;
--> statement-breakpoint

-- Both columns are written anew with what the functions say now.
ALTER TABLE "items" ALTER COLUMN "search" SET EXPRESSION AS (search_document(variadic array[name, summary, description, city, country_names(country)] || features)),
  ALTER COLUMN "place_search" SET EXPRESSION AS (search_document(city, country, country_names(country)));
