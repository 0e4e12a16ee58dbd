-- One deed for the audit log, as `record` (`record.ts`) writes them.
CREATE FUNCTION midas.record(
  p_at timestamptz,
  p_actor text,
  p_action text,
  p_subject text,
  p_details jsonb
) RETURNS void
LANGUAGE sql VOLATILE AS $$
  INSERT INTO audit_events (at, actor, action, subject_id, details)
  VALUES (p_at, p_actor, p_action, p_subject, p_details)
$$;
