-- The summary of an item and the rules of its stays, as `stayRulesSchema` reads them.
CREATE FUNCTION midas.stay_rules(
  i items,
  -- Seasons that lie outside of these dates are left out; all dates by `(,)`.
  p_dates daterange,
  p_language text
) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT midas.json_joined(midas.item_summary(i, p_language), json_build_object(
    'startTime', i.start_time,
    'endTime', i.end_time,
    'gridMinutes', i.grid_minutes,
    'minimumStay', i.minimum_stay,
    'maximumStay', i.maximum_stay,
    'leadTimeMinutes', i.lead_time_minutes,
    'arrivalDays', i.arrival_days,
    'departureDays', i.departure_days,
    'weekendDays', i.weekend_days,
    'weekendPercentBasisPoints', i.weekend_percent_basis_points,
    'weekendFixedAmount', i.weekend_fixed_amount_minor,
    'turnaroundMinutes', i.turnaround_minutes,
    'horizonDays', i.horizon_days,
    'seasons', (
      SELECT coalesce(json_agg(midas.in_language(json_build_object(
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
      ), s.translations, p_language, 'name') ORDER BY s.period), '[]')
      FROM seasons s
      WHERE s.item_id = i.id AND s.period && p_dates
    )
  ))
$$;
