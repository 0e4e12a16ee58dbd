-- A company as it is now, as `legalEntityVersionSchema` reads it.
CREATE FUNCTION midas.legal_entity_version(l legal_entities) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('code', l.code)
    || midas.versioned('legal-entity', l.code, jsonb_build_object(
      'name', l.name,
      'addressLines', l.address_lines,
      'taxId', l.tax_id,
      'email', l.email,
      'timeZone', l.time_zone,
      'numberPrefix', l.number_prefix
    ))
$$;
