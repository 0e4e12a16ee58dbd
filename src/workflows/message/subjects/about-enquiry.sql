CREATE FUNCTION midas.about_enquiry(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object('enquiry', midas.told_enquiry(o.subject_id))
$$;
