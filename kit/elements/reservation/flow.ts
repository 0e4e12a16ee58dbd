import type { Item, ManageLink, Quote, Reservation } from '../../client/midas.ts';
import type { MidasProblem } from '../../client/midas-problem.ts';
import type { Host } from '../../rendering/host.ts';
import { forgetMonths } from '../../rendering/told-months.ts';

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

/** A reservation that was made and is not paid, and what it was made of. */
interface Held {
  readonly link: ManageLink;
  readonly time: Pick<Reservation, 'startsAt' | 'endsAt'>;
  readonly wish: Wish;
  readonly guest: Record<string, string>;
}

/** A reservation on its way, from one step to the next. */
export interface Flow {
  /** Its name in history and storage. */
  readonly key: string;
  /** Of the step that is shown: its signal ends with the step, and a step that was left says nothing more. */
  host: Host;
  /** Ends with the element. */
  readonly signal: AbortSignal;
  item?: Item;
  quote?: Quote | undefined;
  wish: Wish;
  /** The wish that the quote is for, as JSON. */
  priced?: string;
  /** The fields of the guest as they were typed, so that nothing is typed twice. */
  guest: Record<string, string>;
  /** The cancellation policy that was accepted, in words: another asks anew. */
  accepted?: string;
  /** What is held while its guest has gone back. */
  held?: Held | undefined;
  /** Takes over what stands in the fields of the step, whatever the browser has told of it. */
  read: () => void;
  /** Takes over a day that was chosen elsewhere on the page, while dates are chosen here. */
  begin?: ((date: string) => void) | undefined;
  link?: ManageLink | undefined;
  /** A reservation that has just been made or read. */
  reservation?: Reservation;
  /** What is free instead of what somebody else has just taken. */
  alternatives?: MidasProblem['alternatives'];
  /** Keeps the draft in this tab. */
  save(): void;
  /** The reservation is made for good, or over: nothing of it stays in the tab. */
  end(): void;
  readonly go: Readonly<Record<Step, (message?: string) => unknown>>;
}

type Step = 'again' | 'back' | 'stay' | 'guest' | 'taken' | 'pay' | 'waiting' | 'outcome';

/** The price of the wish now. A wish without an end has none. */
export async function askPrice(
  flow: Flow,
  signal: AbortSignal,
  code = flow.wish.promotionCode,
): Promise<Quote | undefined> {
  const { host, item, wish } = flow;
  if (!item || !wish.from || !wish.to) return undefined;
  const { promotionCode: _, childAges, ...rest } = wish;
  flow.priced = JSON.stringify(wish);
  return host.midas.quotes.create(
    {
      item: item.slug,
      ...rest,
      ...(childAges.length > 0 ? { childAges } : {}),
      ...(code ? { promotionCode: code } : {}),
    },
    { signal },
  );
}

/**
 * What is held and no longer wished is given back, for it would stand in the way of what is. Answers false where it has been
 * paid meanwhile, which is then shown.
 */
export async function giveBack(flow: Flow): Promise<boolean> {
  const { held, host } = flow;
  if (!held) return true;
  forgetMonths(host.midas);
  const { status } = await host.midas.reservations.get(held.link);
  if (status === 'held') await host.midas.reservations.cancel(held.link);
  if (status === 'confirmed') {
    flow.link = held.link;
    flow.go.outcome();
    return false;
  }
  flow.held = undefined;
  flow.save();
  return true;
}
