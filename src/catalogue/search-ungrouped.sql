-- A text whose numbers stand alone: without thousands separators (7,500 and 7.500, 7 500, 7’500, and
-- 75,00,000 as India groups), without zeros behind the last figure that counts (7,500.00 and 2.50), and with
-- a half and quarters as decimals.
CREATE OR REPLACE FUNCTION search_ungrouped(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(
    search_figures(normalize(
      regexp_replace(regexp_replace(regexp_replace(given,
        '(?<=[0-9])\s?½', '.5', 'g'),
        '(?<=[0-9])\s?¼', '.25', 'g'),
        '(?<=[0-9])\s?¾', '.75', 'g'),
      NFKC
    )),
    '(?<=[0-9])(?<![0-9]{4})(?:[ ,.''’٬](?=[0-9]{3}(?![0-9]))|,(?=(?:[0-9]{2},)+[0-9]{3}(?![0-9])))',
    '', 'g'),
    '(?<=[0-9])[.,٫]0{1,2}(?![0-9])', '', 'g'),
    '(?<=[0-9])([.,٫][0-9]*[1-9])0+(?![0-9])', '\1', 'g')
$$;
