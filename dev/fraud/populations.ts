/** How the attempts of one kind of payer look. Shares are of the attempts of this kind; medians are of log-normals. */
export interface Population {
  readonly name: string;
  /** Of all attempts. */
  readonly share: number;
  readonly isFraud: boolean;
  /** Mean number of further attempts: by the same mail, by others on the device, by others behind the address. */
  readonly retries: number;
  readonly othersOnDevice: number;
  readonly othersAtAddress: number;
  /** Mean number of cards beyond the first, and the share of retries that follow a decline. */
  readonly moreCards: number;
  readonly declined: number;
  readonly returning: number;
  readonly disputedBefore: number;
  /** Amount against what the item usually costs, and hours to the start. */
  readonly amountRatio: { readonly median: number; readonly spread: number };
  readonly leadHours: { readonly median: number; readonly spread: number };
  /** Whose network address is in the item's country although they live elsewhere; whose card is of yet another country. */
  readonly onTheSpot: number;
  readonly foreignCard: number;
  readonly disposableMail: number;
  readonly providerScore: { readonly mean: number; readonly deviation: number };
}

const newcomer: Population = {
  name: 'newcomer',
  share: 0.56,
  isFraud: false,
  retries: 0.25,
  othersOnDevice: 0.05,
  othersAtAddress: 0.2,
  moreCards: 0.06,
  declined: 0.4,
  returning: 0.05,
  disputedBefore: 0.0005,
  amountRatio: { median: 1, spread: 0.55 },
  leadHours: { median: 400, spread: 1.3 },
  onTheSpot: 0.08,
  foreignCard: 0.04,
  disposableMail: 0.008,
  providerScore: { mean: 22, deviation: 15 },
};

/**
 * Who pays, and how much of it is fraud: 2 % of the attempts. None of it is measured. The shares and figures are
 * assumptions, chosen so that every signal tells something and none tells all: shared networks look like velocity, travellers
 * like a stolen card's countries, and the careful thief like a newcomer.
 */
export const populations: readonly Population[] = [
  newcomer,
  {
    ...newcomer,
    name: 'returning guest',
    share: 0.27,
    retries: 0.15,
    returning: 1,
    disputedBefore: 0.001,
    disposableMail: 0.001,
    providerScore: { mean: 15, deviation: 11 },
  },
  {
    ...newcomer,
    name: 'traveller on the spot',
    share: 0.08,
    leadHours: { median: 30, spread: 1.1 },
    onTheSpot: 0.8,
    foreignCard: 0.12,
    providerScore: { mean: 30, deviation: 16 },
  },
  {
    ...newcomer,
    name: 'guest behind a shared address',
    share: 0.04,
    othersOnDevice: 0.6,
    othersAtAddress: 4,
    moreCards: 0.15,
  },
  {
    ...newcomer,
    name: 'guest whose card is declined at first',
    share: 0.03,
    retries: 2.2,
    moreCards: 0.5,
    declined: 0.85,
    providerScore: { mean: 30, deviation: 16 },
  },
  {
    name: 'tester of stolen cards',
    share: 0.006,
    isFraud: true,
    retries: 5,
    othersOnDevice: 4,
    othersAtAddress: 6,
    moreCards: 3,
    declined: 0.75,
    returning: 0.02,
    disputedBefore: 0.03,
    amountRatio: { median: 0.8, spread: 0.7 },
    leadHours: { median: 200, spread: 1.5 },
    onTheSpot: 0.05,
    foreignCard: 0.55,
    disposableMail: 0.35,
    providerScore: { mean: 62, deviation: 20 },
  },
  {
    name: 'thief in a hurry',
    share: 0.009,
    isFraud: true,
    retries: 0.9,
    othersOnDevice: 0.6,
    othersAtAddress: 0.8,
    moreCards: 0.6,
    declined: 0.6,
    returning: 0.03,
    disputedBefore: 0.04,
    amountRatio: { median: 1.9, spread: 0.6 },
    leadHours: { median: 26, spread: 1 },
    onTheSpot: 0.1,
    foreignCard: 0.5,
    disposableMail: 0.25,
    providerScore: { mean: 55, deviation: 21 },
  },
  {
    ...newcomer,
    name: 'careful thief',
    share: 0.005,
    isFraud: true,
    returning: 0.1,
    disputedBefore: 0.03,
    amountRatio: { median: 1.3, spread: 0.55 },
    leadHours: { median: 120, spread: 1.3 },
    foreignCard: 0.15,
    providerScore: { mean: 36, deviation: 18 },
  },
];
