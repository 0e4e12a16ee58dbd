-- A document as `storedDocumentSchema` (`stored-document.ts`) reads it.
CREATE FUNCTION midas.document_json(d documents) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'id', d.id,
    'kind', d.kind,
    'year', d.year,
    'number', d.number,
    'amount', d.amount_minor,
    'creditedBefore', d.credited_before_minor,
    'issuer', d.issuer,
    'issuedAt', d.issued_at,
    'cause', d.cause,
    -- What it was issued under, where the reservation has other terms by now.
    'terms', (
      SELECT json_build_object(
        'quote', c.before -> 'quote', 'startsAt', c.before -> 'startsAt', 'endsAt', c.before -> 'endsAt'
      )
      FROM reservation_changes c
      WHERE c.reservation_id = d.reservation_id AND c.replaced_terms = d.terms
    ),
    'invoice', (
      SELECT json_build_object('year', i.year, 'number', i.number)
      FROM documents i
      WHERE i.reservation_id = d.reservation_id AND i.kind = 'invoice' AND i.terms = d.terms
      LIMIT 1
    ),
    'payment', (
      SELECT json_build_object(
        'purpose', p.purpose,
        'method', coalesce((SELECT c.kind FROM credits c WHERE c.id = p.credit_id), p.provider),
        'providerReference', nullif(p.provider_ref, p.id)
      )
      FROM payments p
      WHERE p.id = d.payment_id
    )
  )
$$;
