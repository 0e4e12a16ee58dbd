-- The attempt that an event about a payment which was paid is about, as `applyAssessedEvent` judges it once
-- more: nothing where that was done already, nor for a security deposit. Digests of the address and the device
-- are what it was judged by before.
CREATE FUNCTION midas.attempt_of_event(
  p_provider text,
  p_payment text,
  p_provider_ref text,
  -- The keyed digest of the card, where it is known.
  p_card text,
  p_now timestamptz
) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'paymentId', p.id,
    'addressCountry', b.signals->>'addressCountry',
    'address', b.address_digest,
    'device', b.device_digest,
    'before', CASE WHEN b.id IS NOT NULL THEN
      json_build_object('outcome', b.outcome, 'decision', b.decision)
    END,
    'rawSignals', midas.risk_signals(
      p.reservation_id, p.amount_minor, b.address_digest, b.device_digest, p_card, true, p_now
    )
  )
  FROM payments p
  LEFT JOIN payment_assessments b ON b.payment_id = p.id AND b.phase = 'before'
  WHERE p.id = (SELECT midas.payment_of(p_provider, p_payment, p_provider_ref))
    AND p.purpose <> 'security-deposit'
    AND NOT EXISTS (SELECT FROM payment_assessments a WHERE a.payment_id = p.id AND a.phase = 'event')
$$;
