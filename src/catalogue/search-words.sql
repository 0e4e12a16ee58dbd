-- What a search compares: the words of a text in small letters without accents, a space between them,
-- whatever the locale of the database is. Both sides go through here: the item and what is looked for. The
-- collations `pg_unicode_fast` and `pg_c_utf8` are PostgreSQL's own, so nothing changes with a library of the
-- machine.
--
-- Compatibility forms are one (full width, ﬁ, ½); letters without a decomposition are written out (ß by case
-- folding; ø, ł, æ here); Persian and Arabic kaf and yeh are one, and the Arabic alef of connection is an
-- alef. The figures of every script are 0 to 9, and a fraction parts from the figure before it (3½ is 3 1/2).
-- The sign of multiplication is an x between figures (the letter that Cyrillic keyboards have for it too) and
-- a word of its own elsewhere; ۞ and ۩ are signs that part words, no accents. What is not seen is gone.
-- Scripts without spaces (Thai, Lao, Burmese, Khmer, kana, Han) are cut into characters.
--
-- Columns are generated from it: a change needs `ALTER TABLE items ALTER COLUMN ... SET EXPRESSION`, which
-- writes them anew.
CREATE OR REPLACE FUNCTION search_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(spaced.text)
  FROM (
      SELECT normalize(
        casefold(
          normalize(regexp_replace(given, '(?<=[0-9])(?=[¼-¾⅐-⅞])', ' ', 'g'), NFKD)
          COLLATE pg_unicode_fast
        ),
        NFKD
      ) AS text
    ) small,
    LATERAL (
      SELECT regexp_replace(small.text,
        '[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f'
        || '\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7'
        || '\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed'
        || '\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f'
        || '\u3164\ufe00-\ufe0f\ufeff\uffa0'
        || '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+', '', 'g') AS text
    ) bare,
    LATERAL (
      SELECT replace(replace(replace(translate(search_figures(bare.text),
        'øłđðħŧıŋĸªºىیکةہھەٱ', 'olddhtinkaoييكهههها'),
        'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') AS text
    ) plain,
    LATERAL (
      SELECT regexp_replace(regexp_replace(plain.text,
        '(?<=[0-9])[×✕✖⨉⨯х](?=[0-9])', 'x', 'g'), '[×✕✖⨉⨯]', ' x ', 'g') AS text
    ) times,
    LATERAL (
      SELECT regexp_replace(normalize(times.text, NFC) COLLATE pg_c_utf8,
        '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff'
        || '\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])',
        ' \1 ', 'g') AS text
    ) cut,
    LATERAL (
      SELECT regexp_replace(cut.text,
        '[[:punct:][:space:][:cntrl:]\u02b0-\u02ff\U0001f130-\U0001f189]+', ' ', 'g') AS text
    ) spaced
$$;
