-- What of the settings a message is written by: read with the message itself, so that it is of now.
CREATE FUNCTION midas.message_settings(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_object_agg(s.key, s.content)
  FROM settings s
  WHERE s.key = 'business' OR (s.key = 'notifications' AND o.template LIKE 'owner-%')
$$;
