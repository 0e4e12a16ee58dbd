-- One mail for the outbox, as `enqueue` (`enqueue.ts`) writes them: it goes out when this commits, from
-- `p_due` on.
CREATE FUNCTION midas.enqueue(
  p_template text,
  p_subject text,
  p_details jsonb,
  p_due timestamptz,
  p_now timestamptz
) RETURNS void
LANGUAGE sql VOLATILE AS $$
  INSERT INTO outbox (id, channel, template, subject_id, details, due_at, created_at)
  VALUES (new_id('msg'), 'mail', p_template, p_subject, p_details, p_due, p_now)
$$;
