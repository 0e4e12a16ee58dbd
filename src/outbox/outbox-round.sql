-- Notes what became of messages that were tried, and takes those that are to be tried next, as `drain`
-- (`drain.ts`) says. An attempt is counted as it is taken, for whoever takes it tries it at once.
CREATE FUNCTION midas.outbox_round(
  -- An array of `Note` (`drain.ts`).
  p_notes jsonb,
  -- By which of them, in this order, and how many of each at most.
  p_channels text[],
  p_many integer[],
  -- Of the calls to providers only those to this one; with an empty text those about no payment.
  p_provider text,
  -- Whether whoever takes them tries nothing else meanwhile.
  p_is_idle boolean,
  p_lease_until timestamptz,
  p_now timestamptz
) RETURNS TABLE (
  message outbox,
  -- Whether it had been taken before and was never noted. Such a one is to be tried alone.
  was_left boolean
)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  note record;
  is_idle boolean := p_is_idle;
  ids text[];
  is_left boolean;
BEGIN
  FOR note IN
    SELECT *
    FROM jsonb_to_recordset(p_notes) AS n(
      id text, lease text, status text, due timestamptz, subject text, error text, follows jsonb
    )
  LOOP
    -- A lease that has passed to somebody else notes nothing: they do.
    UPDATE outbox o SET
      status = note.status,
      due_at = coalesce(note.due, o.due_at),
      sent_subject = note.subject,
      sent_at = CASE WHEN note.status IN ('sent', 'not-needed') THEN p_now END,
      last_error = note.error,
      lease_token = NULL,
      lease_until = NULL
    WHERE o.id = note.id AND o.lease_token = note.lease;
    IF FOUND AND note.follows IS NOT NULL THEN
      INSERT INTO outbox (id, channel, template, subject_id, details, due_at, created_at)
      SELECT new_id('msg'), 'mail', f.template, f."subjectId", f.details, p_now, p_now
      FROM jsonb_to_record(note.follows) AS f(template text, "subjectId" text, details jsonb);
    END IF;
  END LOOP;

  FOR place IN 1 .. cardinality(p_channels) LOOP
    CONTINUE WHEN p_many[place] <= 0;
    SELECT
      array_agg(due.id ORDER BY due.due_at, due.id),
      (array_agg(due.is_left ORDER BY due.due_at, due.id))[1]
    INTO ids, is_left
    FROM (
      SELECT o.id, o.due_at, o.lease_token IS NOT NULL AS is_left
      FROM outbox o
      WHERE o.status = 'pending'
        AND o.channel = p_channels[place]
        AND o.due_at <= p_now
        AND (o.lease_until IS NULL OR o.lease_until <= p_now)
        AND (p_provider IS NULL OR midas.provider_called(o.subject_id) = p_provider)
      ORDER BY o.due_at, o.id
      LIMIT p_many[place]
      FOR UPDATE SKIP LOCKED
    ) due;
    CONTINUE WHEN ids IS NULL;

    -- What was taken and never noted may be what brings down whoever tries. It is tried alone, so that
    -- nothing that is tried beside it is given up with it.
    IF is_left THEN
      IF NOT is_idle THEN
        RETURN;
      END IF;
      ids := ids[1:1];
    END IF;
    RETURN QUERY
      UPDATE outbox o SET
        attempts = o.attempts + 1,
        lease_token = gen_random_uuid()::text,
        lease_until = p_lease_until
      WHERE o.id = ANY (ids) AND (is_left OR o.lease_token IS NULL)
      RETURNING o, is_left;
    -- Mails follow from calls, so those come first.
    IF is_left OR p_channels[place] = 'provider' THEN
      RETURN;
    END IF;
    is_idle := false;
  END LOOP;
END $$;
