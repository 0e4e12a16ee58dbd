-- Issues the next document of a kind. There is one lock for a legal entity: its numbers have no gaps, since a
-- transaction that rolls back never took one.
CREATE OR REPLACE FUNCTION issue_document(
  kind text,
  reservation text,
  payment text,
  amount bigint,
  credited_before bigint,
  issued_at timestamptz
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  entity legal_entities;
  year_of_issue integer;
  next_number integer;
BEGIN
  SELECT e.*
  INTO STRICT entity
  FROM reservations r
  JOIN items i ON i.id = r.item_id
  JOIN legal_entities e ON e.code = i.legal_entity
  WHERE r.id = reservation;
  PERFORM pg_advisory_xact_lock(hashtextextended('documents:' || entity.code, 5));

  -- When a year begins there was computed outside, by one copy of the rules of zones; of a new zone, by UTC.
  year_of_issue := extract(year FROM issued_at AT TIME ZONE 'UTC');
  year_of_issue := coalesce((
    SELECT max(y.year)
    FROM year_starts y
    WHERE y.time_zone = entity.time_zone
      AND y.year BETWEEN year_of_issue - 1 AND year_of_issue + 1
      AND y.begins_at <= issued_at
  ), year_of_issue);

  INSERT INTO document_counters AS c (legal_entity, kind, year, last_number)
  VALUES (entity.code, issue_document.kind, year_of_issue, 1)
  ON CONFLICT ON CONSTRAINT document_counters_legal_entity_kind_year_pk
  DO UPDATE SET last_number = c.last_number + 1
  RETURNING c.last_number INTO next_number;

  INSERT INTO documents (
    id, legal_entity, kind, year, number,
    reservation_id, payment_id, amount_minor, credited_before_minor, issuer, issued_at
  )
  VALUES (
    new_id('doc'), entity.code, issue_document.kind, year_of_issue, next_number,
    reservation, payment, amount, credited_before, to_jsonb(entity), issue_document.issued_at
  );
END $$;
