import type { FraudSignals } from '../../src/payment/risk/signals.ts';
import { seededRandom } from '../seeded-random.ts';
import { type Draw, drawFrom } from './distributions.ts';
import { type Population, populations } from './populations.ts';

/** A payment attempt and what became of it: one line of an export, one row of training. */
export interface Example {
  readonly signals: FraudSignals;
  readonly isFraud: boolean;
}

/** Of the frauds nobody ever disputes this share; of the honest attempts this share is disputed all the same. */
const unnoticedFraud = 0.04;
const disputedHonest = 0.0005;

const countries = ['FR', 'DE', 'GB', 'IT', 'ES', 'US', 'CH', 'AE'] as const;

/**
 * Makes up payment attempts, the same for the same seed. Each belongs to one of the populations, whose figures stand in
 * `populations.ts`; given the population its signals are drawn by themselves, apart from those that must fit together
 * (cards and declines within attempts, the provider's level within its score). Half are seen before the provider is
 * called, and so without anything of this attempt's card; what else is unknown is missing for fraud and honesty alike. The label is
 * noisy, since it stands for disputes. None of this is measured: `docs/fraud.md` lists the assumptions.
 */
export function generateExamples(seed: string, count: number): Example[] {
  const draw = drawFrom(seededRandom(seed));
  const random = seededRandom(`${seed} populations`);
  return Array.from({ length: count }, () => {
    const population = pickPopulation(random());
    const signals = signalsOf(population, draw);
    const isMislabelled = draw.chance(population.isFraud ? unnoticedFraud : disputedHonest);
    return { signals, isFraud: population.isFraud !== isMislabelled };
  });
}

function pickPopulation(at: number): Population {
  let reached = 0;
  const picked = populations.find(({ share }) => {
    reached += share;
    return at < reached;
  });
  if (!picked) throw new Error(`the shares of the populations add up to ${reached}, not to 1`);
  return picked;
}

function signalsOf(population: Population, draw: Draw): FraudSignals {
  const isBeforeProvider = draw.chance(0.5);
  const hidden = <Value>(value: Value): Value | null => (isBeforeProvider ? null : value);
  const sometimes = <Value>(known: number, value: Value): Value | null => (draw.chance(known) ? value : null);

  const retries = draw.geometric(population.retries);
  const onDevice = 1 + retries + draw.geometric(population.othersOnDevice);
  const cards = Math.min(onDevice, 1 + draw.geometric(population.moreCards));
  const ratio = draw.logNormal(population.amountRatio.median, population.amountRatio.spread);
  const places = placesOf(population, draw);
  return {
    attemptsByAddressLastHour: 1 + draw.binomial(retries, 0.7) + draw.geometric(population.othersAtAddress),
    attemptsByMailLastDay: 1 + retries,
    attemptsByCardLastDay: hidden(Math.max(1, Math.round((1 + retries) / cards))),
    attemptsByDeviceLastDay: sometimes(0.9, onDevice),
    declinesByMailLastDay: draw.binomial(retries, population.declined),
    distinctCardsByDeviceLastDay: sometimes(0.9, isBeforeProvider ? cards - 1 : cards),
    amountRatioToItemMedian: sometimes(0.8, Math.max(0.01, rounded(ratio, 100))),
    amountReportingMinor: sometimes(0.95, Math.round(draw.logNormal(60_000, 0.9) * ratio)),
    pastConfirmedByMail: draw.chance(population.returning) ? 1 + draw.geometric(1.5) : 0,
    pastDisputesByMail: Number(draw.chance(population.disputedBefore)),
    leadTimeHours: rounded(draw.logNormal(population.leadHours.median, population.leadHours.spread), 10),
    addressCountry: sometimes(0.97, places.address),
    cardCountry: hidden(places.card),
    itemCountry: places.item,
    isDisposableMail: draw.chance(population.disposableMail),
    ...riskOf(population, draw, isBeforeProvider),
  };
}

/** Most book at home, where the item is too; a traveller on the spot has a card of home. */
function placesOf(population: Population, draw: Draw) {
  const item = draw.oneOf(countries);
  const home = draw.chance(0.65) ? item : draw.oneOf(countries);
  const address = draw.chance(population.onTheSpot) ? item : home;
  return { item, address, card: draw.chance(population.foreignCard) ? draw.oneOf(countries) : home };
}

/** The provider says a level for most payments and a score for some, as accounts and providers differ. */
function riskOf(population: Population, draw: Draw, isBeforeProvider: boolean) {
  const { mean, deviation } = population.providerScore;
  const score = Math.min(99, Math.max(0, Math.round(draw.normal(mean, deviation))));
  const level = score >= 75 ? 'highest' : score >= 65 ? 'elevated' : 'normal';
  const saysLevel = draw.chance(0.8);
  const saysScore = saysLevel && draw.chance(0.6);
  return {
    providerRiskLevel: saysLevel && !isBeforeProvider ? level : null,
    providerRiskScore: saysScore && !isBeforeProvider ? score : null,
  } as const;
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
