-- One call to a payment provider, as `enqueueCall` (`enqueue.ts`) writes them.
CREATE FUNCTION midas.enqueue_call(p_call text, p_subject text, p_now timestamptz) RETURNS void
LANGUAGE sql VOLATILE AS $$
  INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
  VALUES (new_id('msg'), 'provider', p_call, p_subject, p_now, p_now)
$$;
