-- A payment with what a call to its provider needs to know of its reservation, as `storedPaymentSchema`
-- (`stored-payment.ts`) reads it.
CREATE FUNCTION midas.stored_payment(p payments) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'paymentId', p.id,
    'provider', p.provider,
    'purpose', p.purpose,
    'status', p.status,
    'providerRef', p.provider_ref,
    'authorizationRef', p.authorization_ref,
    'captureRef', p.capture_ref,
    'returnUrl', p.return_url,
    'amount', p.amount_minor,
    'currency', p.currency,
    'reservation', json_build_object(
      'id', r.id,
      'reference', r.reference,
      'itemName', r.quote -> 'item' ->> 'name',
      'status', r.status,
      'holdExpiresAt', r.hold_expires_at,
      'balanceDueAt', r.balance_due_at
    ),
    'savedMethod', (
      SELECT json_build_object('customer', s.saved_customer, 'method', s.saved_method)
      FROM payments s
      WHERE s.reservation_id = r.id
        AND s.provider = p.provider
        AND s.saved_method IS NOT NULL
        AND s.saved_customer IS NOT NULL
      ORDER BY s.created_at DESC
      LIMIT 1
    ),
    'depositCapture', (
      SELECT d.captured_minor
      FROM security_deposits d
      WHERE d.payment_id = p.id AND d.status = 'capturing'
    )
  )
  FROM reservations r
  WHERE r.id = p.reservation_id
$$;
