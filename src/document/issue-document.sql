-- Issues the next document of a kind, numbered as `issue_documents` numbers many: under the terms that
-- hold, or under those that are named.
CREATE OR REPLACE FUNCTION issue_document(
  kind text,
  reservation text,
  payment text,
  amount bigint,
  credited_before bigint,
  issued_at timestamptz,
  terms integer DEFAULT NULL,
  cause text DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  entity legal_entities;
  year_of_issue integer;
  next_number integer;
BEGIN
  SELECT e.* INTO entity
  FROM reservations r
  JOIN items i ON i.id = r.item_id
  JOIN legal_entities e ON e.code = coalesce(r.legal_entity, i.legal_entity)
  WHERE r.id = reservation;
  PERFORM pg_advisory_xact_lock(hashtextextended('documents:' || entity.code, 5));
  year_of_issue := document_year(entity.time_zone, issue_document.issued_at);

  INSERT INTO document_counters AS c (legal_entity, kind, year, last_number)
  VALUES (entity.code, issue_document.kind, year_of_issue, 1)
  ON CONFLICT ON CONSTRAINT document_counters_legal_entity_kind_year_pk
  DO UPDATE SET last_number = c.last_number + 1
  RETURNING c.last_number INTO next_number;
  INSERT INTO documents (
    id, legal_entity, kind, year, number,
    reservation_id, payment_id, amount_minor, credited_before_minor, terms, cause, issuer, issued_at
  ) VALUES (
    new_id('doc'), entity.code, issue_document.kind, year_of_issue, next_number,
    reservation, payment, amount, credited_before,
    coalesce(issue_document.terms, (SELECT r.terms FROM reservations r WHERE r.id = reservation)),
    issue_document.cause, to_jsonb(entity), issue_document.issued_at
  );
END $$;
