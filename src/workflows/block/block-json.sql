-- A block as `blockRowSchema` (`block.ts`) reads it.
CREATE FUNCTION midas.block_json(b blocks) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'id', b.id,
    'version', b.version,
    'item', (SELECT i.slug FROM items i WHERE i.id = b.item_id),
    'unit', b.unit_id,
    'from', b.local_from,
    'to', b.local_to,
    'reason', b.reason,
    'noteSealed', b.note_sealed,
    'units', (SELECT count(*) FROM occupancies o WHERE o.block_id = b.id),
    'createdAt', b.created_at,
    'createdBy', b.created_by,
    'changedAt', b.changed_at,
    'changedBy', b.changed_by
  )
$$;
