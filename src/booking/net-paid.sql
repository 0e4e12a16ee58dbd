-- The net of a reservation's payments: collected, less what went or goes back, less what lost disputes have
-- taken. What the business gives back at a provider, or loses to a dispute, nobody is asked for.
CREATE OR REPLACE FUNCTION net_paid(reservation text) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(p.captured_minor - p.refunding_minor - coalesce((
    SELECT sum(d.amount_minor) FROM disputes d WHERE d.payment_id = p.id AND d.status = 'lost'
  ), 0)), 0)::bigint
  FROM payments p
  WHERE p.reservation_id = reservation AND p.purpose <> 'security-deposit'
$$;
