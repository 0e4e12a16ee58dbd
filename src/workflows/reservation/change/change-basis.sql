-- What a change of a reservation is reckoned from, as `changeBasisSchema` (`change-basis.ts`) reads it: the
-- reservation, the item that it is to have, who else has time of that item's units, and its promotion code
-- as it is now. Nothing where there is no such reservation.
CREATE FUNCTION midas.change_basis(
  p_reservation text,
  -- The slug of another item; of its own where it is empty.
  p_item text,
  -- Instants that enclose the new stay and its turnaround; those about the old one where they are empty.
  p_from timestamptz,
  p_to timestamptz,
  p_now timestamptz
) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'reservation', midas.reservation_json(r),
    'version', midas.reservation_version(r),
    'itemId', r.item_id,
    'unitId', r.unit_id,
    'awaitsReview', midas.awaits_review(r.id),
    'money', (
      SELECT json_build_object(
        'credited', r.credited_minor, 'conceded', r.conceded_minor, 'givenBack', m.conceded_minor,
        'paid', m.paid_minor, 'setAside', m.set_aside_minor, 'toward', m.toward_minor
      )
      FROM reservation_money(r) m
    ),
    'isSameCompany', coalesce(r.legal_entity, was.legal_entity) = CASE
      WHEN i.id = r.item_id THEN coalesce(r.legal_entity, i.legal_entity)
      ELSE i.legal_entity
    END,
    'item', CASE WHEN i.id IS NOT NULL THEN midas.item_json(i, r.language) END,
    'isArchived', i.archived_at IS NOT NULL,
    'promotion', (
      SELECT json_build_object(
        'code', p.code, 'percentBasisPoints', p.percent_basis_points, 'fixedAmount', p.fixed_amount_minor,
        'minimumAmount', NULL
      )
      FROM promotions p
      WHERE p.code = (SELECT d.code FROM promotion_redemptions d WHERE d.reservation_id = r.id)
    ),
    'units', (
      SELECT coalesce(json_agg(json_build_object(
        'id', u.id,
        'name', u.name,
        'taken', (
          SELECT coalesce(json_agg(json_build_object(
            'from', lower(o.period), 'to', upper(o.period), 'reference', other.reference,
            'block', o.block_id
          ) ORDER BY o.period), '[]')
          FROM occupancies o
          LEFT JOIN reservations other ON other.id = o.reservation_id
          WHERE o.unit_id = u.id
            AND o.period && tstzrange(
              least(p_from, r.starts_at - interval '2 days'),
              greatest(p_to, r.ends_at + interval '9 days')
            )
            AND (o.expires_at IS NULL OR o.expires_at > p_now)
            AND o.reservation_id IS DISTINCT FROM r.id
        )
      ) ORDER BY u.id IS DISTINCT FROM r.unit_id, u.name), '[]')
      FROM units u
      WHERE u.item_id = i.id AND u.is_active
    )
  )
  FROM reservations r
  JOIN items was ON was.id = r.item_id
  LEFT JOIN items i ON i.id = CASE
    WHEN p_item IS NULL THEN r.item_id
    ELSE (SELECT named.id FROM items named WHERE named.slug = p_item)
  END
  WHERE r.id = p_reservation
$$;
