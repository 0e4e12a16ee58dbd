-- A change as `changeRowSchema` (`change-row.ts`) reads it.
CREATE FUNCTION midas.change_json(c reservation_changes) RETURNS json
LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'id', c.id,
    'reasonSealed', c.reason_sealed,
    -- Its quote is for the documents of before.
    'before', c.before - 'quote',
    'after', c.after,
    'createdBy', c.created_by,
    'createdAt', c.created_at
  )
$$;
