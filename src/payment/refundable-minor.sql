-- What can be sent back of a payment, in whole steps of what its provider moves: collected, less what
-- has gone or goes back and what disputes withhold.
CREATE OR REPLACE FUNCTION refundable_minor(p payments, step bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(0, p.captured_minor - p.refunding_minor - p.disputed_minor
    - (p.captured_minor - p.refunding_minor - p.disputed_minor) % step)
$$;
