-- What follows when more or less of sales is taken off them: the sale is reduced and has its credit note,
-- or a part of it counts again and has its debit note. What is sold anew has books of its own,
-- `resold_books`. For all reservations of a statement at once: row by row that was the better part of what
-- a cancellation takes.
CREATE OR REPLACE FUNCTION credited_books() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
  levels_before bigint[];
  levels bigint[];
  instants timestamptz[];
  terms_of integer[];
BEGIN
  -- Of most statements nothing was taken off what they change, before or after.
  IF NOT EXISTS (SELECT FROM after WHERE credited_minor > 0)
    AND NOT EXISTS (SELECT FROM before WHERE credited_minor > 0)
  THEN
    RETURN NULL;
  END IF;

  -- Both tables in one pass: the planner knows neither their sizes nor an index, and might join each row of
  -- the one with each of the other.
  SELECT
    array_agg(one.id ORDER BY one.id),
    array_agg(one.level_before ORDER BY one.id),
    array_agg(one.level ORDER BY one.id),
    array_agg(one.at ORDER BY one.id),
    array_agg(one.terms ORDER BY one.id)
  INTO ids, levels_before, levels, instants, terms_of
  FROM (
    SELECT id, max(level_before) AS level_before, max(level) AS level, max(at) AS at, max(terms) AS terms
    FROM (
      SELECT
        id, NULL::bigint AS level_before, credited_minor AS level,
        coalesce(changed_at, cancelled_at, confirmed_at, created_at) AS at, terms
      FROM after
      UNION ALL
      SELECT id, credited_minor, NULL, NULL, terms FROM before
    ) state
    GROUP BY id
    HAVING max(level) <> max(level_before) AND max(terms) = min(terms)
  ) one;
  IF ids IS NULL THEN
    RETURN NULL;
  END IF;

  PERFORM post_sales(
    ids,
    levels_before,
    levels,
    -- A level may be reached more than once, which the source of a movement must not be.
    ARRAY(
      SELECT CASE
        WHEN one.level < one.level_before
          THEN 'sale-restored:' || one.id || ':' || restored.times + 1
        ELSE 'sale-reduced:' || one.id || ':' || one.level
          || CASE WHEN restored.times > 0 THEN ':' || restored.times ELSE '' END
          || CASE WHEN one.terms > 0 THEN ':terms-' || one.terms ELSE '' END
      END
      FROM unnest(ids, levels_before, levels, terms_of)
          WITH ORDINALITY one(id, level_before, level, terms, place),
        LATERAL (
          SELECT count(*) AS times
          FROM documents d
          WHERE d.reservation_id = one.id AND d.kind = 'debit-note'
        ) restored
      ORDER BY one.place
    ),
    instants
  );

  PERFORM issue_documents(
    one.kind,
    array_agg(one.id ORDER BY one.place),
    array_agg(NULL::text),
    array_agg(abs(one.level - one.level_before) ORDER BY one.place),
    array_agg(least(one.level, one.level_before) ORDER BY one.place),
    array_agg(one.at ORDER BY one.place)
  )
  FROM (
    SELECT *, CASE WHEN level > level_before THEN 'credit-note' ELSE 'debit-note' END AS kind
    FROM unnest(ids, levels_before, levels, instants)
      WITH ORDINALITY given(id, level_before, level, at, place)
  ) one
  GROUP BY one.kind;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER credited_books
  AFTER UPDATE ON reservations
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT
  EXECUTE FUNCTION credited_books();
