-- Issues the next document of a kind. See `issue_documents`.
CREATE OR REPLACE FUNCTION issue_document(
  kind text,
  reservation text,
  payment text,
  amount bigint,
  credited_before bigint,
  issued_at timestamptz
) RETURNS void
LANGUAGE sql AS $$
  SELECT issue_documents(
    kind, ARRAY[reservation], ARRAY[payment], ARRAY[amount], ARRAY[credited_before], ARRAY[issued_at]
  )
$$;
