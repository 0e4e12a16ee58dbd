-- A reservation as `reservationSchema` (`reservation.ts`) reads it.
CREATE FUNCTION midas.reservation_json(r reservations) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'id', r.id,
    'reference', r.reference,
    'status', r.status,
    'startsAt', r.starts_at,
    'endsAt', r.ends_at,
    'guests', r.guests,
    'category', coalesce(r.category, (SELECT i.category FROM items i WHERE i.id = r.item_id)),
    'language', r.language,
    'guestSealed', r.guest_sealed,
    'quote', r.quote,
    'total', r.total_minor,
    'currency', r.currency,
    'holdExpiresAt', r.hold_expires_at,
    'createdAt', r.created_at,
    'confirmedAt', r.confirmed_at,
    'confirmedBy', r.confirmed_by,
    'cancelledAt', r.cancelled_at,
    'calendarSequence', r.calendar_sequence,
    'calendarLinkVersion', r.calendar_link_version,
    'refundDue', m.refunding_minor - m.refunded_minor,
    'received', m.received_minor,
    'refunded', m.refunded_minor,
    'paid', m.paid_minor,
    'sold', m.sold_minor,
    'refundWaiting', m.waiting_minor,
    'dueNow', m.needed_minor,
    'due', m.due_minor,
    'balanceDueAt', r.balance_due_at,
    'depositHold', (
      SELECT json_build_object('from', d.authorize_at, 'until', d.release_at)
      FROM security_deposits d
      WHERE d.reservation_id = r.id
    ),
    'inProcess', (
      SELECT json_build_object('provider', p.provider, 'amount', p.amount_minor)
      FROM payments p
      WHERE p.reservation_id = r.id AND p.status = 'processing' AND p.purpose <> 'security-deposit'
      LIMIT 1
    )
  )
  FROM reservation_money(r) m
$$;
