-- Saves how an enquiry stands and who sees to it, where its version is as expected (`save-enquiry.ts`). What was
-- set aside is opened by letting it through alone, for then the owner is told.
CREATE FUNCTION midas.save_enquiry(
  p_id text,
  p_version integer,
  p_status text,
  p_assignee text,
  -- The roles of whom an enquiry may be given to.
  p_roles text[],
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  before enquiries;
  saved enquiries;
  is_set_aside boolean;
BEGIN
  SELECT * INTO before FROM enquiries e WHERE e.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN json_build_object('outcome', 'unknown');
  END IF;
  IF before.version <> p_version THEN
    RETURN json_build_object('outcome', 'stale', 'thread', midas.enquiry_thread(before));
  END IF;
  is_set_aside := before.set_aside_because IS NOT NULL AND before.let_through_at IS NULL;
  IF is_set_aside AND p_status IN ('open', 'closed') THEN
    RETURN json_build_object('outcome', 'set-aside');
  END IF;
  IF p_status = 'set-aside' AND NOT is_set_aside THEN
    RETURN json_build_object('outcome', 'not-set-aside');
  END IF;
  -- Who had it before and is no longer of the staff keeps it until it is given to somebody else.
  IF p_assignee IS DISTINCT FROM before.assignee_id
    AND p_assignee IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM users u WHERE u.id = p_assignee AND u.status = 'active' AND u.role = ANY (p_roles)
    )
  THEN
    RETURN json_build_object('outcome', 'no-such-assignee');
  END IF;
  IF p_status = before.status AND p_assignee IS NOT DISTINCT FROM before.assignee_id THEN
    RETURN json_build_object('outcome', 'saved', 'thread', midas.enquiry_thread(before));
  END IF;

  UPDATE enquiries e SET
    spam_at = CASE WHEN p_status = 'spam' THEN coalesce(e.spam_at, p_now) END,
    closed_at = CASE p_status WHEN 'closed' THEN coalesce(e.closed_at, p_now) WHEN 'spam' THEN e.closed_at END,
    assignee_id = p_assignee,
    version = e.version + 1
  WHERE e.id = p_id
  RETURNING * INTO saved;
  PERFORM midas.record(
    p_now, p_actor, 'enquiry.changed', p_id,
    jsonb_strip_nulls(
      CASE WHEN saved.status <> before.status
        THEN jsonb_build_object('statusFrom', before.status, 'statusTo', saved.status) ELSE '{}' END
      || CASE WHEN saved.assignee_id IS DISTINCT FROM before.assignee_id
        THEN jsonb_build_object('assigneeFrom', before.assignee_id, 'assigneeTo', saved.assignee_id)
        ELSE '{}' END
    )
  );
  RETURN json_build_object('outcome', 'saved', 'thread', midas.enquiry_thread(saved));
END $$;
