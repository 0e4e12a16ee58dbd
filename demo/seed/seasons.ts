import type { SeedSeason } from './catalogue-types.ts';

type Adjustment = SeedSeason['adjustment'];

const percent = (percentBasisPoints: number): Adjustment => ({ percentBasisPoints });

/** One season a year for 2026 to 2028, from MM-DD to MM-DD (exclusive); it crosses New Year where `to` comes first. */
function everyYear(name: string, from: string, to: string, adjustment: Adjustment): SeedSeason[] {
  return [2026, 2027, 2028].map((year) => ({
    name,
    from: `${year}-${from}`,
    to: `${to <= from ? year + 1 : year}-${to}`,
    adjustment,
  }));
}

export const mediterranean = [
  ...everyYear('Late spring', '05-01', '06-15', percent(1000)),
  ...everyYear('High summer', '06-15', '09-15', percent(3500)),
  ...everyYear('Winter', '11-01', '03-15', percent(-1500)),
];

export const alpine = [
  ...everyYear('Christmas and New Year', '12-19', '01-05', percent(8000)),
  ...everyYear('February holidays', '02-06', '03-08', percent(4500)),
  ...everyYear('Mountain summer', '06-20', '09-10', percent(1000)),
];

export const british = [
  ...everyYear('Summer', '06-01', '09-01', percent(1500)),
  ...everyYear('Christmas and New Year', '12-19', '01-03', percent(2000)),
];

export const gulf = [
  ...everyYear('Winter season', '11-01', '04-01', percent(2500)),
  ...everyYear('Summer', '06-01', '09-01', percent(-3000)),
];

export const japanese = [
  ...everyYear('Cherry blossom', '03-20', '04-16', percent(3000)),
  ...everyYear('Golden Week', '04-28', '05-07', percent(2500)),
  ...everyYear('Autumn leaves', '11-05', '12-06', percent(2500)),
];

export const southernSummer = [
  ...everyYear('Summer', '12-15', '02-01', percent(4000)),
  ...everyYear('Winter', '06-01', '09-01', percent(-1500)),
];

export const atlanticCoast = [
  ...everyYear('Summer', '05-25', '09-08', percent(3000)),
  ...everyYear('Winter', '01-04', '03-20', percent(-1500)),
];

export const californian = [
  ...everyYear('Summer', '06-01', '09-15', percent(1500)),
  ...everyYear('Christmas and New Year', '12-18', '01-03', percent(3000)),
];

export const caribbean = [
  ...everyYear('Christmas and New Year', '12-18', '01-05', percent(6000)),
  ...everyYear('Winter', '01-05', '04-15', percent(2500)),
  ...everyYear('Storm season', '08-15', '10-21', percent(-2500)),
];

export const arctic = [
  ...everyYear('Northern lights', '01-10', '03-25', percent(2000)),
  ...everyYear('Midnight sun', '05-20', '07-23', percent(2500)),
];

export const equatorial = [
  ...everyYear('Dry season', '06-20', '10-01', percent(2000)),
  ...everyYear('Long rains', '04-01', '05-20', percent(-2000)),
];

/** Parties cluster in early summer and in Advent; January is quiet. */
export const partySeason = [
  ...everyYear('Early summer', '05-15', '07-15', percent(1500)),
  ...everyYear('Advent', '11-27', '12-24', percent(3000)),
  ...everyYear('January', '01-06', '02-01', percent(-2000)),
];

/** Evenings on which a sitter earns a holiday rate; `fixedAmountMinor` replaces the hourly rate. */
export const holidayEvenings = (fixedAmountMinor: number): SeedSeason[] => [
  ...everyYear('Christmas', '12-24', '12-27', { fixedAmountMinor }),
  ...everyYear("New Year's Eve", '12-31', '01-02', { fixedAmountMinor }),
];

/** The same with those of these names rented from Saturday to Saturday. */
export const bySaturdays = (seasons: readonly SeedSeason[], ...names: readonly string[]): SeedSeason[] =>
  seasons.map((season) =>
    names.includes(season.name)
      ? { ...season, minimumStay: 7, arrivalDays: [6], departureDays: [6] }
      : season,
  );
