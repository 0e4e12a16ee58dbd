-- The whole of an item as people edit it, as `itemContentSchema` reads it: what is sent, kept as a version
-- and sent back. Lists have the order in which guests see them. 24:00 is written 00:00, which is the same.
CREATE FUNCTION midas.item_content(i items) RETURNS jsonb
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT midas.with_translations(jsonb_build_object(
    'slug', i.slug,
    'state', CASE
      WHEN i.is_listed THEN 'listed'
      WHEN i.archived_at IS NULL THEN 'unlisted'
      ELSE 'archived'
    END,
    'category', i.category,
    'name', i.name,
    'summary', i.summary,
    'description', i.description,
    'features', i.features,
    'place', jsonb_build_object('city', i.city, 'country', i.country),
    'timeZone', i.time_zone,
    'capacity', i.capacity,
    'currency', i.currency,
    'rate', jsonb_build_object('per', i.rate_unit, 'amount', i.rate_minor),
    'startTime', to_char(i.start_time, 'HH24:MI'),
    'endTime', replace(to_char(i.end_time, 'HH24:MI'), '24:', '00:'),
    'gridMinutes', i.grid_minutes,
    'minimumStay', i.minimum_stay,
    'maximumStay', i.maximum_stay,
    'arrivalDays', i.arrival_days,
    'departureDays', i.departure_days,
    'weekendDays', i.weekend_days,
    'weekendPercentBasisPoints', i.weekend_percent_basis_points,
    'weekendFixedAmount', i.weekend_fixed_amount_minor,
    'leadTimeMinutes', i.lead_time_minutes,
    'turnaroundMinutes', i.turnaround_minutes,
    'horizonDays', i.horizon_days,
    'securityDeposit', i.security_deposit_minor,
    'depositLeadHours', i.deposit_lead_hours,
    'dueNowBasisPoints', i.due_now_basis_points,
    'balanceDueDays', i.balance_due_days,
    'isInstantPaymentOnly', i.is_instant_payment_only,
    'legalEntity', i.legal_entity,
    'cancellationPolicy', jsonb_build_object('code', i.policy_code, 'version', i.policy_version),
    'units', (
      SELECT coalesce(
        jsonb_agg(
          jsonb_build_object('id', u.id, 'name', u.name, 'isActive', u.is_active)
          ORDER BY u.name COLLATE "und-x-icu", u.id
        ),
        '[]'
      )
      FROM units u
      WHERE u.item_id = i.id
    ),
    'seasons', (
      SELECT coalesce(jsonb_agg(midas.with_translations(jsonb_build_object(
        'name', s.name,
        'from', lower(s.period),
        'to', upper(s.period),
        'percentBasisPoints', s.percent_basis_points,
        'fixedAmount', s.fixed_amount_minor,
        'minimumStay', s.minimum_stay,
        'arrivalDays', s.arrival_days,
        'departureDays', s.departure_days,
        'weekendDays', s.weekend_days,
        'weekendPercentBasisPoints', s.weekend_percent_basis_points,
        'weekendFixedAmount', s.weekend_fixed_amount_minor
      ), s.translations) ORDER BY s.period), '[]')
      FROM seasons s
      WHERE s.item_id = i.id
    ),
    'extras', (
      SELECT coalesce(jsonb_agg(midas.with_translations(jsonb_build_object(
        'code', e.code,
        'name', e.name,
        'per', e.per,
        'amount', e.amount_minor,
        'maxQuantity', e.max_quantity
      ), e.translations) ORDER BY e.code), '[]')
      FROM extras e
      WHERE e.item_id = i.id
    ),
    'taxes', (
      SELECT coalesce(jsonb_agg(midas.with_translations(jsonb_build_object(
        'name', t.name,
        'basisPoints', t.basis_points,
        'isIncluded', t.is_included,
        'onStay', t.on_stay,
        'onExtras', t.on_extras,
        'onTouristTax', t.on_tourist_tax
      ), t.translations) ORDER BY t.name COLLATE "und-x-icu"), '[]')
      FROM taxes t
      WHERE t.item_id = i.id
    ),
    'touristTaxes', (
      SELECT coalesce(jsonb_agg(midas.with_translations(jsonb_build_object(
        'name', t.name,
        'amount', t.amount_minor,
        'exemptBelowAge', t.exempt_below_age,
        'maximumNights', t.maximum_nights
      ), t.translations) ORDER BY t.name COLLATE "und-x-icu"), '[]')
      FROM tourist_taxes t
      WHERE t.item_id = i.id
    )
  ), i.translations)
$$;
