-- Saves a company whole: one that is new where `p_expected_version` is zero, and else as the version after
-- that. Documents that were issued keep what it was. Numbers begin with its prefix, which stays once one was
-- issued.
CREATE FUNCTION midas.save_legal_entity(
  p_code text,
  p_content jsonb,
  p_expected_version integer,
  -- When its years begin, as rows of `year_starts`.
  p_year_starts jsonb,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  entity legal_entities;
  before jsonb;
  rule text;
BEGIN
  -- The lock at which documents are numbered.
  PERFORM pg_advisory_xact_lock(hashtextextended('documents:' || p_code, 5));
  SELECT * INTO entity FROM legal_entities l WHERE l.code = p_code FOR NO KEY UPDATE;
  IF FOUND THEN
    before := midas.legal_entity_version(entity);
  ELSIF p_expected_version > 0 THEN
    RETURN json_build_object('outcome', 'missing');
  END IF;
  IF coalesce((before -> 'version')::integer, 0) <> p_expected_version THEN
    RETURN json_build_object('outcome', 'stale', 'current', before);
  END IF;
  rule := CASE
    WHEN p_content ->> 'numberPrefix' <> entity.number_prefix
      AND EXISTS (SELECT FROM document_counters d WHERE d.legal_entity = p_code) THEN 'prefix-used'
    WHEN EXISTS (
      SELECT FROM legal_entities l WHERE l.number_prefix = p_content ->> 'numberPrefix' AND l.code <> p_code
    ) THEN 'prefix-taken'
  END;
  IF rule IS NOT NULL THEN
    RETURN json_build_object('outcome', 'refused', 'errors', json_build_array(
      json_build_object('field', 'numberPrefix', 'rule', rule)
    ));
  END IF;

  INSERT INTO year_starts (time_zone, year, begins_at)
  SELECT y.time_zone, y.year, y.begins_at
  FROM jsonb_populate_recordset(NULL::year_starts, p_year_starts) y
  ON CONFLICT (time_zone, year) DO UPDATE SET begins_at = excluded.begins_at;

  INSERT INTO legal_entities (code, name, address_lines, tax_id, email, time_zone, number_prefix)
  SELECT p_code, c.name, c."addressLines", c."taxId", c.email, c."timeZone", c."numberPrefix"
  FROM jsonb_to_record(p_content) c(
    name text, "addressLines" text[], "taxId" text, email text, "timeZone" text, "numberPrefix" text
  )
  ON CONFLICT (code) DO UPDATE SET
    name = excluded.name,
    address_lines = excluded.address_lines,
    tax_id = excluded.tax_id,
    email = excluded.email,
    time_zone = excluded.time_zone,
    number_prefix = excluded.number_prefix
  RETURNING * INTO entity;
  PERFORM midas.add_revision(
    'legal-entity', p_code, before -> 'content', midas.legal_entity_version(entity) -> 'content',
    CASE WHEN before IS NULL THEN 'legal-entity.created' ELSE 'legal-entity.changed' END, p_actor, p_now
  );
  RETURN json_build_object('outcome', 'saved', 'saved', midas.legal_entity_version(entity));
END $$;
