-- Issues the next documents of a kind, one for each reservation that is given. There is one lock for a legal
-- entity: its numbers have no gaps, since a transaction that rolls back never took one. The locks are taken
-- in one order, so that of two runs neither waits for the other.
CREATE OR REPLACE FUNCTION issue_documents(
  kind text,
  reservations text[],
  payments text[],
  amounts bigint[],
  credited_before bigint[],
  issued_at timestamptz[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  entities text[] := ARRAY(
    SELECT (
      SELECT coalesce(r.legal_entity, i.legal_entity)
      FROM reservations r
      JOIN items i ON i.id = r.item_id
      WHERE r.id = one.id
    )
    FROM unnest(reservations) WITH ORDINALITY one(id, place)
    ORDER BY one.place
  );
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('documents:' || code, 5))
  FROM (SELECT DISTINCT code FROM unnest(entities) one(code) ORDER BY code) entity;

  WITH wanted AS MATERIALIZED (
    SELECT
      one.*,
      document_year(
        (SELECT e.time_zone FROM legal_entities e WHERE e.code = one.code), one.issued_at
      ) AS year
    FROM unnest(
        entities,
        issue_documents.reservations,
        payments,
        amounts,
        credited_before,
        issue_documents.issued_at
      ) WITH ORDINALITY one(code, reservation_id, payment_id, amount, credited_before, issued_at, place)
  ), counted AS (
    INSERT INTO document_counters AS c (legal_entity, kind, year, last_number)
    SELECT w.code, issue_documents.kind, w.year, count(*)
    FROM wanted w
    GROUP BY w.code, w.year
    ORDER BY w.code, w.year
    ON CONFLICT ON CONSTRAINT document_counters_legal_entity_kind_year_pk
    DO UPDATE SET last_number = c.last_number + EXCLUDED.last_number
    RETURNING c.legal_entity, c.year, coalesce(old.last_number, 0) AS number_before
  )
  INSERT INTO documents (
    id, legal_entity, kind, year, number,
    reservation_id, payment_id, amount_minor, credited_before_minor, terms, issuer, issued_at
  )
  SELECT
    new_id('doc'), w.code, issue_documents.kind, w.year,
    c.number_before + row_number() OVER (PARTITION BY w.code, w.year ORDER BY w.place),
    w.reservation_id, w.payment_id, w.amount, w.credited_before,
    (SELECT r.terms FROM reservations r WHERE r.id = w.reservation_id), to_jsonb(e), w.issued_at
  FROM wanted w
  JOIN counted c ON c.legal_entity = w.code AND c.year = w.year
  JOIN legal_entities e ON e.code = w.code
  ORDER BY w.place;
END $$;
