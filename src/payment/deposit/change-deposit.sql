-- The security deposit follows a confirmed reservation that was changed. Its release follows the end of the
-- stay. One that is not held yet is held at the new time, for the new amount, or not at all. What is held
-- stays as it is; where that is less than it should be, the owner is told.
CREATE FUNCTION midas.change_deposit(p_reservation text, p_actor text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  r reservations;
  deposit security_deposits;
  is_open boolean;
  authorize timestamptz;
  release timestamptz;
BEGIN
  SELECT * INTO r FROM reservations one WHERE one.id = p_reservation;
  authorize := r.starts_at - make_interval(hours => (r.quote ->> 'depositLeadHours')::integer);
  release := r.ends_at + interval '48 hours';
  SELECT * INTO deposit FROM security_deposits d WHERE d.reservation_id = r.id FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO security_deposits (
      reservation_id, amount_minor, currency, authorize_at, release_at, changed_at
    )
    SELECT r.id, r.security_deposit_minor, r.currency, authorize, release, p_now
    WHERE r.security_deposit_minor > 0;
    RETURN;
  END IF;

  is_open := deposit.status IN ('scheduled', 'failed', 'canceled');
  IF is_open AND r.security_deposit_minor <> deposit.amount_minor THEN
    -- A form that the guest has opened is for another amount.
    WITH given_up AS (
      UPDATE payments p SET
        status = 'canceled',
        status_order = greatest(
          p.status_order COLLATE "C", midas.status_order('canceled', p_now, 'replaced') COLLATE "C"
        ),
        changed_at = p_now
      WHERE p.reservation_id = r.id AND p.purpose = 'security-deposit' AND p.status IN ('pending', 'failed')
      RETURNING p.id, p.provider_ref
    )
    INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
    SELECT new_id('msg'), 'provider', 'void', g.id, p_now, p_now
    FROM given_up g
    WHERE g.provider_ref IS NOT NULL;
  END IF;
  UPDATE security_deposits d SET
    amount_minor = CASE
      WHEN is_open AND r.security_deposit_minor > 0 THEN r.security_deposit_minor
      ELSE d.amount_minor
    END,
    status = CASE
      WHEN is_open AND r.security_deposit_minor = 0 THEN 'canceled'
      WHEN d.status = 'canceled' THEN 'scheduled'
      ELSE d.status
    END,
    authorize_at = CASE
      WHEN d.status = 'failed' THEN greatest(d.authorize_at, authorize)
      WHEN is_open THEN authorize
      ELSE d.authorize_at
    END,
    release_at = release,
    changed_at = p_now
  WHERE d.reservation_id = r.id AND d.status NOT IN ('capturing', 'captured', 'releasing', 'released');
  IF deposit.status IN ('authorizing', 'authorized') AND deposit.amount_minor < r.security_deposit_minor THEN
    PERFORM midas.enqueue(
      'owner-deposit-less', r.id, jsonb_build_object('amountMinor', deposit.amount_minor), p_now, p_now
    );
  END IF;
END $$;
