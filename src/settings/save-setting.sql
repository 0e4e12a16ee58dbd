-- Saves a setting whole, as the version after `p_expected_version`. A secret that is not given stays as it
-- is, unless what it opens is no longer in the content.
CREATE FUNCTION midas.save_setting(
  p_key text,
  p_content jsonb,
  p_expected_version integer,
  -- Of the channels.
  p_secret_sealed text,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  setting settings;
  before jsonb;
  secret text;
BEGIN
  SELECT * INTO STRICT setting FROM settings s WHERE s.key = p_key FOR NO KEY UPDATE;
  before := midas.setting_version(setting);
  IF (before -> 'version')::integer <> p_expected_version THEN
    RETURN json_build_object(
      'outcome', 'stale', 'current', before, 'secretSealed', setting.secret_sealed
    );
  END IF;
  IF p_content -> 'twilio' <> 'null' THEN
    -- That of another account opens nothing.
    secret := coalesce(p_secret_sealed, CASE
      WHEN p_content #> '{twilio,accountSid}' = setting.content #> '{twilio,accountSid}'
        THEN setting.secret_sealed
    END);
    IF secret IS NULL THEN
      RETURN json_build_object('outcome', 'secret-missing');
    END IF;
  END IF;

  UPDATE settings s SET content = p_content, secret_sealed = secret
  WHERE s.key = p_key
  RETURNING * INTO setting;
  PERFORM midas.add_revision(
    'setting', p_key, before -> 'content', p_content, 'setting.changed', p_actor, p_now
  );
  RETURN json_build_object(
    'outcome', 'saved', 'saved', midas.setting_version(setting), 'secretSealed', secret
  );
END $$;
