-- An enquiry as `enquiryRowSchema` (`enquiry-view.ts`) reads it.
CREATE FUNCTION midas.enquiry_json(e enquiries) RETURNS jsonb
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT jsonb_build_object(
    'id', e.id,
    'version', e.version,
    'status', e.status,
    'isAnswered', e.is_answered,
    'assignee', (
      SELECT jsonb_build_object('id', u.id, 'profileSealed', u.profile_sealed)
      FROM users u
      WHERE u.id = e.assignee_id
    ),
    'form', e.form,
    'item', (SELECT i.slug FROM items i WHERE i.id = e.item_id),
    'language', e.language,
    'contentSealed', e.content_sealed,
    'createdAt', e.created_at,
    'setAsideBecause', e.set_aside_because,
    'letThroughAt', e.let_through_at
  )
$$;
