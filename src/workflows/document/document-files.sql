-- The documents of a reservation of some kinds in their order, each with its file where that is drawn
-- already. Of invoices that which is in force: the terms of others were replaced.
CREATE FUNCTION midas.document_files(
  p_reservation text,
  p_kinds text[],
  -- Those alone that were issued at this instant; of any where it is empty.
  p_issued_at timestamptz
) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT coalesce(
    json_agg(
      json_build_object(
        'document', midas.document_json(d),
        'pdf', (SELECT encode(f.pdf, 'base64') FROM document_files f WHERE f.document_id = d.id)
      )
      ORDER BY d.issued_at, d.kind, d.number
    ),
    '[]'
  )
  FROM documents d
  JOIN reservations r ON r.id = d.reservation_id
  WHERE d.reservation_id = p_reservation
    AND d.kind = ANY (p_kinds)
    AND (d.issued_at = p_issued_at OR p_issued_at IS NULL)
    AND (d.kind <> 'invoice' OR d.terms = r.terms)
$$;
