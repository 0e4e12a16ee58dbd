-- The place of a status in the order of all that may be said of a payment: compared as text in the collation
-- "C", the greater one holds. What is later in the life of a payment outranks what is earlier; equals are
-- ordered by the time of the event, then by its id.
CREATE FUNCTION midas.status_order(p_status text, p_occurred_at timestamptz, p_event_id text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE p_status
      WHEN 'pending' THEN '0'
      WHEN 'processing' THEN '1'
      WHEN 'failed' THEN '1'
      WHEN 'authorized' THEN '1.5'
      WHEN 'canceled' THEN '2'
      WHEN 'succeeded' THEN '3'
    END
    || to_char(p_occurred_at AT TIME ZONE 'UTC', ' YYYY-MM-DD"T"HH24:MI:SS.MS"Z" ') || p_event_id
$$;
