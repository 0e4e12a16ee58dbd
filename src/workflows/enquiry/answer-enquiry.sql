-- Writes an answer to an enquiry and its mail, once for each request, where nobody has written or changed
-- anything since the version that was read (`answer-enquiry.ts`).
CREATE FUNCTION midas.answer_enquiry(
  p_key_digest text,
  p_request_digest text,
  p_enquiry text,
  p_version integer,
  p_id text,
  p_text_sealed text,
  p_message_id text,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  known idempotency_keys;
  e enquiries;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(p_key_digest, 1)) THEN
    RETURN json_build_object('outcome', 'in-flight');
  END IF;
  SELECT * INTO known FROM idempotency_keys k WHERE k.key_digest = p_key_digest;
  IF FOUND THEN
    IF known.request_digest <> p_request_digest THEN
      RETURN json_build_object('outcome', 'key-reused');
    END IF;
    SELECT * INTO e FROM enquiries q WHERE q.id = p_enquiry;
    RETURN json_build_object('outcome', 'replayed', 'thread', midas.enquiry_thread(e));
  END IF;

  SELECT * INTO e FROM enquiries q WHERE q.id = p_enquiry FOR UPDATE;
  IF NOT FOUND THEN
    RETURN json_build_object('outcome', 'unknown');
  END IF;
  IF e.version <> p_version THEN
    RETURN json_build_object('outcome', 'stale', 'thread', midas.enquiry_thread(e));
  END IF;
  IF e.status IN ('set-aside', 'spam') THEN
    RETURN json_build_object('outcome', 'not-to-answer');
  END IF;

  INSERT INTO enquiry_messages (
    id, enquiry_id, version, direction, author, text_sealed, message_id, in_reply_to, at
  )
  SELECT p_id, p_enquiry, e.version + 1, 'out', p_actor, p_text_sealed, p_message_id, (
    SELECT m.message_id
    FROM enquiry_messages m
    WHERE m.enquiry_id = p_enquiry AND m.message_id IS NOT NULL
    ORDER BY m.version DESC
    LIMIT 1
  ), p_now;
  INSERT INTO idempotency_keys (key_digest, request_digest, resource_id, created_at)
  VALUES (p_key_digest, p_request_digest, p_id, p_now);
  PERFORM midas.enqueue('guest-enquiry-answer', p_id, '{}', p_now, p_now);
  PERFORM midas.record(
    p_now, p_actor, 'enquiry.answered', p_enquiry, jsonb_build_object('message', p_id)
  );
  SELECT * INTO e FROM enquiries q WHERE q.id = p_enquiry;
  RETURN json_build_object('outcome', 'saved', 'thread', midas.enquiry_thread(e));
END $$;
