-- A setting as it is now, with the version that it is.
CREATE FUNCTION midas.setting_version(s settings) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('key', s.key) || midas.versioned('setting', s.key, s.content)
$$;
