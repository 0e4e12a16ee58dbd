import { Client } from 'pg';
import { fillYearStarts } from '../../ops/migrate.ts';
import { type IdKind, newId } from '../../src/platform/ids.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { isKnownZone } from '../../src/platform/time/time-zone.ts';
import { catalogue } from './catalogue.ts';
import type { SeedItem, SeedSeason } from './catalogue-types.ts';
import { policies } from './policies.ts';
import { promotions } from './promotions.ts';
import { plantSandboxKey } from './sandbox-key.ts';
import { itemTranslations, nameTranslations } from './translations.ts';

/** Plants the demo catalogue into an empty database; one with items keeps its own. The sandbox key is always there. Answers how many items. */
export async function plantCatalogue(connectionString: string, items = catalogue): Promise<number> {
  const tables = recordsOf(items);
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await plantSandboxKey(client);
    const { rows } = await client.query<{ count: string }>('select count(*) from items');
    if (Number(rows[0]?.count) > 0) return 0;
    await client.query('begin');
    for (const [table, records] of Object.entries(tables)) {
      if (records.length === 0) continue;
      await client.query(
        `insert into ${table} (${columnsOf(records)}) select ${columnsOf(records)} from jsonb_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(records)],
      );
    }
    await client.query(
      `update legal_entities set name = 'Fine Things SARL', address_lines = array['4 rue des Voiliers', '06600 Antibes', 'France'], tax_id = 'FR00 000 000 000',
        email = 'accounts@fine-things.example', time_zone = 'Europe/Paris', number_prefix = 'FT' where code = 'main'`,
    );
    await fillYearStarts(client);
    // Yachts are paid in two parts.
    await client.query(
      `update items set due_now_basis_points = 3000, balance_due_days = 30 where category = 'yacht' and rate_unit = 'day'`,
    );
    await client.query('commit');
    return items.length;
  } finally {
    await client.end();
  }
}

type Row = Record<string, unknown>;

function columnsOf(records: readonly Row[]): string {
  return Object.keys(records[0] ?? {}).join(', ');
}

function id(kind: IdKind): string {
  return newId(kind, new Date(), systemRandom);
}

/** The rows of each table, in an order in which references hold. */
function recordsOf(seed: typeof catalogue): Record<string, Row[]> {
  const unknown = seed.filter(({ timeZone }) => !isKnownZone(timeZone));
  if (unknown.length > 0)
    throw new Error(unknown.map(({ slug, timeZone }) => `${slug}: there is no zone ${timeZone}`).join(', '));
  const items = seed.map((item) => ({ id: id('item'), item }));
  return {
    cancellation_policies: policies.map(({ code, version, name, text, tiers }) => ({
      code,
      version,
      name,
      text,
      tiers,
    })),
    items: items.map(({ id: itemId, item }) => ({
      id: itemId,
      slug: item.slug,
      category: item.category,
      name: item.name,
      summary: item.summary,
      description: item.description,
      features: item.features,
      translations: itemTranslations[item.slug] ?? {},
      city: item.place.city,
      country: item.place.country,
      time_zone: item.timeZone,
      currency: item.currency,
      capacity: item.capacity,
      rate_unit: item.rate.per,
      rate_minor: item.rate.amountMinor,
      start_time: item.startTime,
      end_time: item.endTime,
      grid_minutes: item.gridMinutes,
      minimum_stay: item.minimumStay,
      maximum_stay: item.maximumStay,
      ...weekdaysOf(item, [1, 2, 3, 4, 5, 6, 7], [5, 6]),
      lead_time_minutes: item.leadTimeMinutes,
      turnaround_minutes: item.turnaroundMinutes,
      horizon_days: item.horizonDays,
      security_deposit_minor: item.securityDepositMinor,
      policy_code: item.cancellationPolicy,
      policy_version: 1,
    })),
    units: items.flatMap(({ id: item_id, item }) =>
      item.units.map((name) => ({ id: id('unit'), item_id, name, is_active: true })),
    ),
    seasons: items.flatMap(({ id: item_id, item }) =>
      item.seasons.map((season) => ({
        item_id,
        name: season.name,
        translations: namesOf(season),
        period: `[${season.from},${season.to})`,
        ...amountsOf(season.adjustment),
        minimum_stay: season.minimumStay ?? null,
        ...weekdaysOf(season, null, null),
      })),
    ),
    extras: items.flatMap(({ id: item_id, item }) =>
      item.extras.map(({ code, name, per, amountMinor, maxQuantity }) => ({
        item_id,
        code,
        name,
        translations: namesOf({ name }),
        per,
        amount_minor: amountMinor,
        max_quantity: maxQuantity,
      })),
    ),
    taxes: items.flatMap(({ id: item_id, item }) =>
      item.taxes.map(({ name, basisPoints, included, onStay = true, onExtras = null }) => ({
        item_id,
        name,
        basis_points: basisPoints,
        is_included: included,
        on_stay: onStay,
        on_extras: onExtras,
        on_tourist_tax: false,
      })),
    ),
    tourist_taxes: items.flatMap(({ id: item_id, item }) =>
      (item.touristTaxes ?? []).map(({ name, amountMinor, exemptBelowAge, maximumNights }) => ({
        item_id,
        name,
        amount_minor: amountMinor,
        exempt_below_age: exemptBelowAge ?? null,
        maximum_nights: maximumNights ?? null,
      })),
    ),
    promotions: promotions.map((promotion) => ({
      code: promotion.code,
      description: promotion.description,
      percent_basis_points:
        'percentBasisPoints' in promotion.discount ? promotion.discount.percentBasisPoints : null,
      fixed_amount_minor:
        'fixedAmountMinor' in promotion.discount ? promotion.discount.fixedAmountMinor : null,
      minimum_amount_minor: promotion.minimumAmountMinor ?? null,
      currency: 'currency' in promotion.discount ? promotion.discount.currency : (promotion.currency ?? null),
      valid_from: promotion.validFrom,
      valid_to: promotion.validTo,
    })),
  };
}

/** The names of a season or an extra in other languages. */
function namesOf({ name }: { name: string }): Row {
  return Object.fromEntries(
    Object.entries(nameTranslations[name] ?? {}).map(([language, said]) => [language, { name: said }]),
  );
}

/** What differs from the rate, as the two columns that say it. */
function amountsOf(adjustment: SeedSeason['adjustment'] | undefined, prefix = ''): Row {
  return {
    [`${prefix}percent_basis_points`]:
      adjustment && 'percentBasisPoints' in adjustment ? adjustment.percentBasisPoints : null,
    [`${prefix}fixed_amount_minor`]:
      adjustment && 'fixedAmountMinor' in adjustment ? adjustment.fixedAmountMinor : null,
  };
}

/** The rules about weekdays as columns; where there is none, `any` day, and `weekend` for those of a weekend. */
function weekdaysOf(
  rules: Pick<SeedItem, 'arrivalDays' | 'departureDays' | 'weekend'>,
  any: number[] | null,
  weekend: number[] | null,
): Row {
  return {
    arrival_days: rules.arrivalDays ?? any,
    departure_days: rules.departureDays ?? any,
    weekend_days: rules.weekend?.days ?? weekend,
    ...amountsOf(rules.weekend?.adjustment, 'weekend_'),
  };
}
