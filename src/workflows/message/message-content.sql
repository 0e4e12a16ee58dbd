-- What a message is about and by which settings it is written, of its row of the outbox. By the kind of its
-- id only the tables are read that it tells of. Each as the schema of its subject reads it.
--
-- It reads what is there when it is called, not when the statement began that took the message: that
-- statement may have waited for a row while the message and what it tells of were written. So it is volatile
-- and not in SQL: PostgreSQL puts the body of a function in SQL into the statement that calls it.
CREATE FUNCTION midas.message_content(
  o outbox,
  -- How often a one-time code may be tried.
  p_most_attempts integer
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN json_build_object(
    'about', CASE
      WHEN o.channel = 'sms' THEN midas.about_code(o)
      ELSE CASE split_part(o.subject_id, '_', 1)
        WHEN 'res' THEN midas.about_reservation(o)
        WHEN 'pay' THEN midas.about_payment(o)
        WHEN 'dsp' THEN midas.about_dispute(o)
        WHEN 'enq' THEN midas.about_enquiry(o)
        WHEN 'enm' THEN midas.about_answer(o)
        WHEN 'rec' THEN midas.about_reconciliation(o)
        WHEN 'ott' THEN midas.about_user(o, p_most_attempts)
        ELSE '{}'::json
      END
    END,
    'settings', midas.message_settings(o)
  );
END $$;
