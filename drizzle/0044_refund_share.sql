-- Functions name each other in whatever order.
SET LOCAL check_function_bodies = off;
--> statement-breakpoint
-- src/booking/owed/refund-share.sql
-- The share that a policy gives back of a stay cancelled at an instant, in 1/10,000: of the tiers whose
-- notice is kept, the most generous. Pages and mails tell the same from `refund-deadlines.ts`, before there
-- is a reservation to ask about; a test holds the two together.
CREATE OR REPLACE FUNCTION refund_share(tiers jsonb, starts_at timestamptz, at timestamptz) RETURNS int
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(max((tier->>'refundBasisPoints')::int), 0) FROM jsonb_array_elements(tiers) tier
  WHERE starts_at - at >= make_interval(hours => (tier->>'hoursBefore')::int)
$$;
