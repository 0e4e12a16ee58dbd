-- What a message tells of an enquiry, as `toldEnquirySchema` (`about-enquiry.ts`) reads it.
CREATE FUNCTION midas.told_enquiry(p_id text) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'id', e.id,
    'language', e.language,
    'contentSealed', e.content_sealed,
    'createdAt', e.created_at,
    'itemName', coalesce(i.translations #>> ARRAY[e.language, 'name'], i.name)
  )
  FROM enquiries e
  LEFT JOIN items i ON i.id = e.item_id
  WHERE e.id = p_id
$$;
