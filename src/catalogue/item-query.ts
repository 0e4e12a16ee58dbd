import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Database, firstOf } from '../platform/database/database.ts';
import { slugSchema } from '../platform/text/slug.ts';
import { type Item, itemSchema } from '../terms/item.ts';

/** The columns of `itemSummarySchema` as JSON, of the row `i`. */
export const itemSummaryJson: SQL = sql`json_build_object(
  'slug', i.slug, 'category', i.category, 'name', i.name, 'summary', i.summary,
  'place', json_build_object('city', i.city, 'country', i.country),
  'timeZone', i.time_zone, 'capacity', i.capacity,
  'rate', json_build_object('per', i.rate_unit, 'price', json_build_object('amount', i.rate_minor, 'currency', i.currency)),
  'picture', '/pictures/' || i.slug || '.svg')`;

/** `stayRulesSchema` and the summary as JSON, of the row `i`. */
export const stayRulesJson: SQL = sql`${itemSummaryJson}::jsonb || jsonb_build_object(
  'startTime', i.start_time, 'endTime', i.end_time, 'gridMinutes', i.grid_minutes,
  'minimumStay', i.minimum_stay, 'maximumStay', i.maximum_stay, 'leadTimeMinutes', i.lead_time_minutes,
  'arrivalDays', i.arrival_days, 'departureDays', i.departure_days, 'weekendDays', i.weekend_days,
  'weekendPercentBasisPoints', i.weekend_percent_basis_points, 'weekendFixedAmount', i.weekend_fixed_amount_minor,
  'turnaroundMinutes', i.turnaround_minutes, 'horizonDays', i.horizon_days,
  'seasons', (select coalesce(json_agg(json_build_object('name', s.name, 'from', lower(s.period), 'to', upper(s.period),
      'percentBasisPoints', s.percent_basis_points, 'fixedAmount', s.fixed_amount_minor, 'minimumStay', s.minimum_stay,
      'arrivalDays', s.arrival_days, 'departureDays', s.departure_days, 'weekendDays', s.weekend_days,
      'weekendPercentBasisPoints', s.weekend_percent_basis_points, 'weekendFixedAmount', s.weekend_fixed_amount_minor) order by s.period), '[]')
    from seasons s where s.item_id = i.id))`;

/** The whole of `itemSchema` as JSON, of the row `i`. */
export const itemJson: SQL = sql`${stayRulesJson} || jsonb_build_object(
  'id', i.id, 'description', i.description, 'features', i.features, 'currency', i.currency,
  'unitCount', (select count(*) from units u where u.item_id = i.id and u.is_active),
  'extras', (select coalesce(json_agg(json_build_object('code', e.code, 'name', e.name, 'per', e.per,
      'price', json_build_object('amount', e.amount_minor, 'currency', i.currency), 'maxQuantity', e.max_quantity) order by e.code), '[]')
    from extras e where e.item_id = i.id),
  'taxes', (select coalesce(json_agg(json_build_object('name', t.name, 'basisPoints', t.basis_points, 'isIncluded', t.is_included,
      'onStay', t.on_stay, 'onExtras', t.on_extras, 'onTouristTax', t.on_tourist_tax) order by t.name collate "und-x-icu"), '[]')
    from taxes t where t.item_id = i.id),
  'touristTaxes', (select coalesce(json_agg(json_build_object('name', t.name,
      'price', json_build_object('amount', t.amount_minor, 'currency', i.currency),
      'exemptBelowAge', t.exempt_below_age, 'maximumNights', t.maximum_nights) order by t.name collate "und-x-icu"), '[]')
    from tourist_taxes t where t.item_id = i.id),
  'securityDeposit', json_build_object('amount', i.security_deposit_minor, 'currency', i.currency),
  'depositLeadHours', i.deposit_lead_hours, 'dueNowBasisPoints', i.due_now_basis_points, 'balanceDueDays', i.balance_due_days,
  'cancellationPolicy', (select json_build_object('code', p.code, 'version', p.version, 'name', p.name, 'text', p.text, 'tiers', p.tiers)
    from cancellation_policies p where p.code = i.policy_code and p.version = i.policy_version))`;

/** The listed item of a slug, if there is one. One statement. */
export async function findItem(database: Database, slug: string): Promise<Item | undefined> {
  if (!v.is(slugSchema, slug)) return undefined;
  const rows = await database.query(
    sql`select ${itemJson} as item from items i where i.slug = ${slug} and i.is_listed`,
  );
  return firstOf(v.object({ item: itemSchema }), rows)?.item;
}
