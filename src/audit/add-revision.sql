-- Keeps one more version of what is edited, as it is now, with the deed for the audit log. `p_before` is what
-- it was until now: where that is no version yet (what SQL has planted or changed), it becomes one first, so
-- that nothing that was is lost. Runs under a lock of the thing. Gives the version that it is now.
CREATE FUNCTION midas.add_revision(
  p_kind text,
  p_subject text,
  p_before jsonb,
  p_content jsonb,
  p_action text,
  p_actor text,
  p_now timestamptz
) RETURNS integer
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  last_version integer;
  last_content jsonb;
BEGIN
  SELECT r.version, r.content INTO last_version, last_content
  FROM revisions r
  WHERE r.kind = p_kind AND r.subject_id = p_subject
  ORDER BY r.version DESC
  LIMIT 1;
  last_version := coalesce(last_version, 0);

  IF p_before IS NOT NULL AND p_before IS DISTINCT FROM last_content THEN
    last_version := last_version + 1;
    INSERT INTO revisions (kind, subject_id, version, content, changed_at, changed_by)
    VALUES (p_kind, p_subject, last_version, p_before, p_now, 'system');
  END IF;

  INSERT INTO revisions (kind, subject_id, version, content, changed_at, changed_by)
  VALUES (p_kind, p_subject, last_version + 1, p_content, p_now, p_actor);
  PERFORM midas.record(
    p_now,
    p_actor,
    p_action,
    -- The log knows a thing by its id; codes are the same for things of several kinds.
    CASE WHEN p_kind = 'item' THEN p_subject ELSE p_kind || ':' || p_subject END,
    jsonb_build_object('version', last_version + 1)
  );
  RETURN last_version + 1;
END $$;
