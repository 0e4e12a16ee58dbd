-- What follows for the reservation when a dispute has ended just now. Lost with all that was paid for the
-- booking, it ends the reservation by the one cancellation; a part ends nothing, also where the business
-- had given back the rest of its own will. Won after the reservation was over, or was changed to a lower
-- price, what it withheld of what goes back goes back now, and the guest is told. Both go by what the books
-- say. A security deposit's dispute is about damage, not about the stay.
CREATE FUNCTION midas.end_disputed(
  p_payment text,
  p_status text,
  p_amount_minor bigint,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  of_it record;
  sent bigint;
BEGIN
  SELECT r.id, r.status, m.paid_minor, m.goodwill_minor,
    least(p_amount_minor, m.paid_minor - m.set_aside_minor - m.sold_minor) AS due_minor
  INTO of_it
  FROM payments p
  JOIN reservations r ON r.id = p.reservation_id,
    reservation_money(r) m
  WHERE p.id = p_payment AND p.purpose <> 'security-deposit';
  IF p_status = 'lost' AND of_it.paid_minor + of_it.goodwill_minor <= 0 THEN
    PERFORM midas.cancel_reservations(ARRAY[of_it.id], 'dispute-lost', 'system', p_now);
  ELSIF p_status = 'won'
    AND of_it.status IN ('cancelled', 'expired', 'confirmed')
    AND of_it.due_minor > 0
  THEN
    sent := midas.send_back(
      of_it.id, of_it.due_minor,
      CASE of_it.status WHEN 'confirmed' THEN 'changed' ELSE 'cancelled' END, 'system', p_now
    );
    IF sent > 0 THEN
      PERFORM midas.enqueue(
        'guest-dispute-rest', of_it.id, jsonb_build_object('amountMinor', sent), p_now, p_now
      );
      PERFORM midas.record(
        p_now, 'system', 'reservation.refund-due', of_it.id,
        jsonb_build_object('refundDueMinor', sent, 'reason', 'dispute-won')
      );
    END IF;
  END IF;
END $$;
