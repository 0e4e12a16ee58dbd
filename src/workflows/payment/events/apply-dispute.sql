-- Applies an event about a dispute, and what its end means for the reservation. The owner is told when it
-- opens and when it ends. What is lost is conceded, by a trigger.
--
-- What was taken back without a dispute is one that is lost at once. Providers also tell of the money of a
-- dispute that way, before it or after: where there is a dispute about the payment, that one counts and the
-- other takes nothing, in any order.
CREATE FUNCTION midas.apply_dispute(
  p_provider text,
  p_event_id text,
  p_type text,
  p_occurred_at timestamptz,
  p_content jsonb,
  p_payment text,
  p_payment_ref text,
  p_provider_ref text,
  p_status text,
  p_amount_minor bigint,
  p_currency text,
  p_reason text,
  p_evidence_due_at timestamptz,
  p_now timestamptz,
  OUT is_new boolean,
  OUT payment_id text,
  OUT quarantine text
)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  is_taken_back CONSTANT boolean := p_reason = 'taken-back';
  fact_order CONSTANT text := CASE p_status
      -- Before '0', as text.
      WHEN 'inquiry' THEN '-'
      WHEN 'needs-response' THEN '0'
      WHEN 'under-review' THEN '1'
      WHEN 'won' THEN '2'
      WHEN 'lost' THEN '2'
    END
    || to_char(p_occurred_at AT TIME ZONE 'UTC', ' YYYY-MM-DD"T"HH24:MI:SS.MS"Z" ') || p_event_id;
  status_now text := p_status;
  changed record;
BEGIN
  SELECT e.is_new, e.payment_id INTO is_new, payment_id
  FROM midas.begin_event(
    p_provider, p_event_id, p_type, p_occurred_at, p_content, p_payment, p_payment_ref, p_now
  ) e;
  IF payment_id IS NULL THEN
    RETURN;
  END IF;
  PERFORM midas.apply_proven_capture(
    payment_id, p_payment_ref, p_amount_minor, p_currency, p_provider, p_occurred_at, p_event_id, p_now
  );

  -- An inquiry takes no money, so it tells of none that was taken.
  IF is_taken_back AND EXISTS (
    SELECT FROM disputes g
    WHERE g.payment_id = apply_dispute.payment_id AND g.reason <> 'taken-back' AND g.status <> 'inquiry'
  ) THEN
    status_now := 'won';
  END IF;
  -- One statement, so that what both mean for the price follows once.
  WITH applied AS (
    INSERT INTO disputes AS d (
      id, payment_id, provider, provider_ref, amount_minor, currency, status, status_order, reason,
      evidence_due_at, created_at, changed_at
    ) VALUES (
      new_id('dsp'), payment_id, p_provider, p_provider_ref, p_amount_minor, p_currency, status_now,
      fact_order, p_reason, p_evidence_due_at, p_now, p_now
    )
    ON CONFLICT (provider, provider_ref) DO UPDATE SET
      status = CASE
        WHEN excluded.status_order > d.status_order COLLATE "C" THEN excluded.status
        ELSE d.status
      END,
      status_order = greatest(d.status_order COLLATE "C", excluded.status_order),
      evidence_due_at = coalesce(excluded.evidence_due_at, d.evidence_due_at),
      changed_at = CASE
        WHEN excluded.status_order > d.status_order COLLATE "C" AND excluded.status <> d.status
          THEN excluded.changed_at
        ELSE d.changed_at
      END
    RETURNING new.*, old.status IS DISTINCT FROM new.status AS is_changed
  ), covered AS (
    UPDATE disputes d SET status = 'won', changed_at = p_now
    FROM applied a
    WHERE d.payment_id = a.payment_id
      AND d.id <> a.id
      AND d.status = 'lost'
      AND d.reason = 'taken-back'
      AND NOT is_taken_back
      AND a.status <> 'inquiry'
  )
  SELECT * INTO changed FROM applied;
  IF NOT changed.is_changed OR (is_taken_back AND changed.status = 'won') THEN
    RETURN;
  END IF;

  PERFORM midas.enqueue('owner-dispute', changed.id, '{}', p_now, p_now);
  PERFORM midas.record(
    p_now, p_provider, 'dispute.' || changed.status, payment_id,
    jsonb_build_object(
      'disputeId', changed.id, 'amountMinor', changed.amount_minor, 'currency', changed.currency,
      'reason', changed.reason
    )
  );
  IF changed.status IN ('won', 'lost') THEN
    PERFORM midas.end_disputed(payment_id, changed.status, changed.amount_minor, p_now);
  END IF;
END $$;
