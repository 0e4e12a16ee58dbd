-- What is paid of a reservation of an id, for functions of the last deploy, which know no
-- `reservation_money`.
CREATE OR REPLACE FUNCTION net_paid(reservation text) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT m.paid_minor FROM reservations r, reservation_money(r) m WHERE r.id = reservation
$$;
