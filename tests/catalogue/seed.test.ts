import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../demo/seed/catalogue.ts';
import type { SeedItem } from '../../demo/seed/catalogue-types.ts';
import { policies } from '../../demo/seed/policies.ts';
import { promotions } from '../../demo/seed/promotions.ts';

const pictureOf = (item: SeedItem): URL =>
  new URL(`../../demo/site/pictures/${item.slug}.svg`, import.meta.url);

const amountsOf = (item: SeedItem): number[] => [
  item.rate.amountMinor,
  item.securityDepositMinor,
  ...item.extras.map((extra) => extra.amountMinor),
  ...item.taxes.map((tax) => tax.basisPoints),
  ...item.seasons.map(({ adjustment }) =>
    'fixedAmountMinor' in adjustment ? adjustment.fixedAmountMinor : adjustment.percentBasisPoints,
  ),
];

const minutesOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const isDate = (text: string): boolean => new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

describe('the catalogue as a whole', () => {
  it('is large and varied enough to try the shop on', () => {
    expect(catalogue.length).toBeGreaterThanOrEqual(66);
    const perCategory = Map.groupBy(catalogue, (item) => item.category);
    expect([...perCategory.keys()].sort()).toEqual([
      'aircraft',
      'car',
      'event-space',
      'sitter',
      'villa',
      'yacht',
    ]);
    for (const items of perCategory.values()) expect(items.length).toBeGreaterThanOrEqual(10);
    expect(new Set(catalogue.map((item) => item.currency))).toEqual(
      new Set(['EUR', 'USD', 'GBP', 'AED', 'JPY']),
    );
  });

  it('gives every item a slug of its own that is fit for a path', () => {
    const slugs = catalogue.map((item) => item.slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('spans ten zones, with daylight saving in both hemispheres', () => {
    const zones = [...new Set(catalogue.map((item) => item.timeZone))];
    const offset = (zone: string, day: string): string | undefined =>
      new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
        .formatToParts(new Date(day))
        .find((part) => part.type === 'timeZoneName')?.value;
    expect(zones.length).toBeGreaterThanOrEqual(10);
    const summers = zones.map((zone) => [offset(zone, '2027-01-15'), offset(zone, '2027-07-15')].join(' '));
    expect(summers).toContain('GMT+01:00 GMT+02:00');
    expect(summers).toContain('GMT+11:00 GMT+10:00');
    expect(summers).toContain('GMT+09:00 GMT+09:00');
  });
});

describe.each(catalogue)('$slug', (item) => {
  it('lies in a zone and a currency the runtime knows', () => {
    expect(() => new Intl.DateTimeFormat('en', { timeZone: item.timeZone })).not.toThrow();
    expect(item.place.country).toMatch(/^[A-Z]{2}$/);
  });

  it('counts money in whole minor units', () => {
    for (const amount of amountsOf(item)) expect(Number.isSafeInteger(amount)).toBe(true);
    expect(item.rate.amountMinor).toBeGreaterThan(0);
    expect(item.securityDepositMinor).toBeGreaterThanOrEqual(0);
  });

  it('has seasons that are real, that do not overlap, and that reach 2026, 2027 and 2028', () => {
    const seasons = item.seasons.toSorted((a, b) => a.from.localeCompare(b.from));
    seasons.forEach((season, index) => {
      expect(isDate(season.from) && isDate(season.to)).toBe(true);
      expect(season.from < season.to).toBe(true);
      expect(season.to <= (seasons[index + 1]?.from ?? '9999')).toBe(true);
    });
    if (seasons.length > 0)
      expect(new Set(seasons.map((season) => season.from.slice(0, 4)))).toEqual(
        new Set(['2026', '2027', '2028']),
      );
  });

  it('can be booked: stays, steps, notice and horizon agree with each other', () => {
    expect(item.minimumStay).toBeGreaterThanOrEqual(1);
    expect(item.maximumStay).toBeGreaterThanOrEqual(item.minimumStay);
    expect([30, 60]).toContain(item.gridMinutes);
    expect(item.horizonDays).toBeGreaterThanOrEqual(365);
    expect(item.horizonDays).toBeLessThanOrEqual(730);
    expect(item.capacity).toBeGreaterThanOrEqual(1);
    expect(item.units.length).toBeGreaterThanOrEqual(1);
    expect(item.units.length).toBeLessThanOrEqual(4);
    expect(new Set(item.units).size).toBe(item.units.length);
    expect(new Set(item.extras.map((extra) => extra.code)).size).toBe(item.extras.length);
    expect([item.startTime, item.endTime].every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time))).toBe(true);
  });

  it('leaves its turnaround between one guest and the next on the following day', () => {
    if (item.rate.per === 'hour') return;
    const gap = (minutesOfDay(item.startTime) - minutesOfDay(item.endTime) + 1440) % 1440;
    expect(item.turnaroundMinutes).toBeLessThanOrEqual(gap);
  });

  it('shows consumer prices with tax in Europe, Britain and Japan, and adds it in America and the Gulf', () => {
    const added = ['US', 'AE'].includes(item.place.country);
    for (const tax of item.taxes) expect(tax.included).toBe(!added);
  });

  it('says what it is in a sentence that fits, with three to six facts', () => {
    expect(item.summary.length).toBeLessThanOrEqual(140);
    expect(item.features.length).toBeGreaterThanOrEqual(3);
    expect(item.features.length).toBeLessThanOrEqual(6);
    expect(policies.map((policy) => policy.code)).toContain(item.cancellationPolicy);
  });

  it('has a picture with a title that runs nothing, fetches nothing and weighs little', () => {
    expect(existsSync(pictureOf(item))).toBe(true);
    expect(statSync(pictureOf(item)).size).toBeLessThan(12_000);
    const svg = readFileSync(pictureOf(item), 'utf8');
    expect(svg).toContain('viewBox="0 0 800 500"');
    expect(svg).toMatch(/<title>[^<]+<\/title>/);
    expect(svg).not.toMatch(/<script|<text|<foreignObject|<image|<style|\son\w+=/i);
    expect(svg).not.toMatch(/NaN|undefined/);
    // Only the namespace may be an address; every reference stays inside the file and finds its target.
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|data:|\/\//);
    for (const [, target] of svg.matchAll(/(?:href="|url\()([^")]+)/g)) {
      expect(target).toMatch(/^#/);
      expect(svg).toContain(`id="${target?.slice(1)}"`);
    }
  });
});

describe('promotions and policies', () => {
  it('offers ten per cent to newcomers, a sum in euros, and one code that is over', () => {
    const codes = promotions.map((promotion) => promotion.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(promotions.find((promotion) => promotion.code === 'WELCOME10')?.discount).toEqual({
      percentBasisPoints: 1000,
    });
    expect(
      promotions.some(({ discount }) => 'fixedAmountMinor' in discount && discount.currency === 'EUR'),
    ).toBe(true);
    expect(promotions.some(({ validTo }) => Date.parse(validTo) < Date.parse('2026-11-01T00:00:00Z'))).toBe(
      true,
    );
    for (const { validFrom, validTo } of promotions)
      expect(Date.parse(validFrom)).toBeLessThan(Date.parse(validTo));
    for (const { minimumAmountMinor, currency } of promotions)
      if (minimumAmountMinor !== undefined) expect(currency).toBeDefined();
  });

  it('has tiers that give back less as the start comes nearer', () => {
    for (const { tiers } of policies)
      tiers.forEach((tier, index) => {
        const next = tiers[index + 1];
        expect(tier.refundBasisPoints).toBeLessThanOrEqual(10_000);
        if (next !== undefined) {
          expect(next.hoursBefore).toBeLessThan(tier.hoursBefore);
          expect(next.refundBasisPoints).toBeLessThan(tier.refundBasisPoints);
        }
      });
  });
});
