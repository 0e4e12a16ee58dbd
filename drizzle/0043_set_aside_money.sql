-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
DROP FUNCTION reservation_money(reservations);
--> statement-breakpoint
-- src/payment/is-set-aside.sql
-- Whether what a payment has brought is set aside: it is not what was asked for, and nothing genuine came
-- after it. A genuine success brings in all of it. What is set aside moves by a person's hand alone, whatever
-- becomes of the reservation: told of before its end or after, it is the same.
CREATE OR REPLACE FUNCTION is_set_aside(p payments) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT p.purpose <> 'security-deposit' AND p.quarantine_reason IS NOT NULL
    AND p.captured_minor <> p.amount_minor
$$;
--> statement-breakpoint
-- src/booking/owed/reservation-money.sql
-- What a reservation has, holds and owes, once for all that ask: the page, the way to pay, schedules, the
-- confirmation, the cancellation, refunds. One read of its payments; inlined into the statement that asks,
-- which computes only the columns that it takes.
CREATE OR REPLACE FUNCTION reservation_money(r reservations) RETURNS TABLE (
  -- What it costs, less what was taken off since.
  price_minor bigint,
  -- The same of what was sold; nothing of a hold that never was confirmed. What is paid beyond it goes back.
  sold_minor bigint,
  -- What confirms a hold.
  needed_minor bigint,
  -- All that was collected, and what of it has gone back or is on its way back.
  received_minor bigint,
  refunded_minor bigint,
  refunding_minor bigint,
  -- Withheld by disputes that are open.
  disputed_minor bigint,
  -- Collected, less what went or goes back, less what lost disputes have taken.
  paid_minor bigint,
  -- What of that is set aside for a person to look at: it does not go back by itself.
  set_aside_minor bigint,
  -- Given back by the business of its own will, at a provider or by its staff.
  goodwill_minor bigint,
  -- What nobody is asked for: given back while it was held, given back at a provider, or taken by a
  -- lost dispute.
  conceded_minor bigint,
  -- Gift cards and store credit set aside for it.
  lent_minor bigint,
  -- What a hold has of what it needs. What was conceded counts as paid.
  toward_minor bigint,
  -- What is to be paid next: the rest of what confirms a hold, or of the price of what is confirmed,
  -- and never more than the price.
  due_minor bigint,
  -- What goes back of one that is over once a dispute about it is decided for the business.
  waiting_minor bigint
) LANGUAGE sql STABLE AS $$
  SELECT s.price_minor, s.sold_minor, s.needed_minor, s.received_minor, s.refunded_minor, s.refunding_minor,
    s.withheld_minor - s.lost_minor, s.paid_minor, s.set_aside_minor, s.goodwill_minor,
    s.conceded_minor, s.lent_minor, s.paid_minor + s.conceded_minor + s.lent_minor,
    CASE r.status
      WHEN 'held' THEN greatest(0, s.needed_minor - s.paid_minor - s.conceded_minor - s.lent_minor)
      WHEN 'confirmed' THEN greatest(0, least(s.price_minor, s.price_minor - s.paid_minor))
      ELSE 0 END,
    CASE WHEN r.status IN ('cancelled', 'expired')
      THEN greatest(0, least(s.paid_minor - s.set_aside_minor - s.sold_minor,
        s.withheld_minor - s.lost_minor)) ELSE 0 END
  FROM (
    SELECT m.*, r.total_minor - r.credited_minor AS price_minor,
      CASE WHEN r.confirmed_at IS NULL THEN 0 ELSE r.total_minor - r.credited_minor END AS sold_minor,
      coalesce(r.due_now_minor, r.total_minor) AS needed_minor,
      m.received_minor - m.refunding_minor - m.lost_minor AS paid_minor,
      m.given_back_minor + m.lost_minor AS conceded_minor
    FROM (
      SELECT
        coalesce(sum(p.captured_minor), 0)::bigint AS received_minor,
        coalesce(sum(p.refunded_minor), 0)::bigint AS refunded_minor,
        coalesce(sum(p.refunding_minor), 0)::bigint AS refunding_minor,
        coalesce(sum(p.disputed_minor), 0)::bigint AS withheld_minor,
        coalesce(sum((SELECT sum(d.amount_minor) FROM disputes d
          WHERE d.payment_id = p.id AND d.status = 'lost')), 0)::bigint AS lost_minor,
        coalesce(sum(p.captured_minor - p.refunding_minor - coalesce((SELECT sum(d.amount_minor)
          FROM disputes d WHERE d.payment_id = p.id AND d.status = 'lost'), 0))
          FILTER (WHERE is_set_aside(p)), 0)::bigint AS set_aside_minor,
        coalesce(sum((SELECT sum(f.amount_minor) FROM refunds f
          WHERE f.payment_id = p.id AND f.status <> 'failed'
            AND f.reason IN ('provider', 'staff'))), 0)::bigint AS goodwill_minor,
        coalesce(sum((SELECT sum(f.amount_minor) FROM refunds f
          WHERE f.payment_id = p.id AND f.status <> 'failed' AND (f.reason = 'provider'
            -- What the staff give back of a sale comes off its price by itself.
            OR (f.reason = 'staff' AND (r.confirmed_at IS NULL OR f.created_at < r.confirmed_at))
          ))), 0)::bigint
          AS given_back_minor,
        coalesce(sum(p.amount_minor)
          FILTER (WHERE p.provider = 'credit' AND p.status = 'authorized'), 0)::bigint
          AS lent_minor
      FROM payments p WHERE p.reservation_id = r.id AND p.purpose <> 'security-deposit'
    ) m
  ) s
$$;
