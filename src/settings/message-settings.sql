-- What of the settings a message is written by: read with the message itself, so that it is of now. Of the
-- texts only those of this mail.
CREATE FUNCTION midas.message_settings(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_object_agg(s.key, CASE
    WHEN s.key = 'mail-texts' THEN jsonb_build_object('texts', jsonb_path_query_array(
      s.content, '$.texts[*] ? (@.template == $template)', jsonb_build_object('template', o.template)
    ))
    WHEN s.key = 'channels' THEN jsonb_build_object(
      'content', s.content, 'secretSealed', s.secret_sealed
    )
    ELSE s.content
  END)
  FROM settings s
  WHERE s.key = 'business'
    OR (s.key = 'channels' AND o.channel = 'sms')
    OR (s.key = 'appearance' AND o.channel = 'mail')
    OR (s.key = 'notifications' AND o.template LIKE 'owner-%')
    OR (s.key = 'mail-texts' AND o.template LIKE 'guest-%')
$$;
