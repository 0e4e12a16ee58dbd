import type { Item, ManageLink, Quote, Reservation } from '../../client/midas.ts';
import type { MidasProblem } from '../../client/midas-problem.ts';
import type { Host } from '../../rendering/host.ts';

/** What the visitor wishes, as the API takes it. */
export interface Wish {
  from: string;
  to: string;
  guests: number;
  /** Of the guests who are children, where a town asks less of them. */
  childAges: number[];
  extras: Record<string, number>;
  promotionCode: string;
}

/** A reservation on its way, from one step to the next. */
export interface Flow {
  readonly host: Host;
  item?: Item;
  quote?: Quote | undefined;
  wish: Wish;
  /** The fields of the guest as they were typed, so that nothing is typed twice. */
  guest: Record<string, string>;
  link?: ManageLink;
  /** A reservation that has just been made or read. */
  reservation?: Reservation;
  /** What is free instead of what somebody else has just taken. */
  alternatives?: MidasProblem['alternatives'];
  readonly go: Readonly<Record<Step, (message?: string) => unknown>>;
}

type Step = 'stay' | 'guest' | 'taken' | 'pay' | 'waiting' | 'outcome' | 'start';

/** The price of the wish now. A wish without an end has none. */
export async function askPrice({ host, item, wish }: Flow, signal: AbortSignal): Promise<Quote | undefined> {
  if (!item || !wish.from || !wish.to) return undefined;
  const { promotionCode, childAges, ...rest } = wish;
  return host.midas.quotes.create(
    {
      item: item.slug,
      ...rest,
      ...(childAges.length > 0 ? { childAges } : {}),
      ...(promotionCode ? { promotionCode } : {}),
    },
    { signal },
  );
}
