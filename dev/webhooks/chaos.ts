import * as v from 'valibot';
import { type FaultRules, faultRules } from '../faults.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));

const apiFault = <R extends string>(routes: readonly R[]) =>
  v.strictObject({
    /** Whether the fault strikes before the request has had its effect or after. */
    effect: v.picklist(['before', 'after']),
    /**
     * `error`: a 500 from in front of the API, so that a repeat with the same key gets the true answer.
     * `recorded_error`: a 500 of the API itself, which it keeps under the key and replays, as Stripe says it does.
     * `close`: the connection breaks. `hang`: no answer for as long as the client waits and the fault is not lifted;
     * before the effect, the idempotency key stays in use meanwhile.
     */
    answer: v.picklist(['error', 'recorded_error', 'close', 'hang']),
    /** How many requests it strikes; without it, all until it is lifted. */
    next: v.optional(count),
    /** Only requests to this route; without it, to any. */
    route: v.optional(v.picklist(routes)),
  });

const settings = v.strictObject({
  /** How many copies of each event are sent at once. */
  duplicate: count,
  /** How long each event waits before it is sent. */
  delayMs: milliseconds,
  /** Holds events until there are `size` of them or the first is `holdMs` old, then sends them in another order. */
  reorder: v.nullable(v.strictObject({ size: count, holdMs: milliseconds, seed: v.number() })),
  /** Which types of event are lost: they happen and can be listed, but are not sent. */
  drop: v.union([v.literal('all'), v.array(v.string())]),
  /** Whether payments that go through rest in `processing` until the guest pays or declines once more. */
  processing: v.boolean(),
  /** Whether refunds go through at once, rest in `pending` until told, are tried and fail, or are made in a status that is new. */
  refunds: v.picklist(['succeed', 'pending', 'fail', 'wander']),
  /** Whether a hold that is renewed, or made by a method kept before, stands, is denied (PayPal alone), or is made in a status that is new. */
  holds: v.picklist(['succeed', 'deny', 'wander']),
});

/** What `POST /_sandbox/chaos` takes: the switches to turn; those not named stay. `apiFault: null` lifts all faults. */
const chaosPatch = <R extends string>(routes: readonly R[]) =>
  v.partial(v.strictObject({ ...settings.entries, apiFault: v.nullable(apiFault(routes)) }));

export type ApiFault<R extends string = string> = v.InferOutput<ReturnType<typeof apiFault<R>>>;
type ChaosSettings = v.InferOutput<typeof settings>;
export type ChaosPatch<R extends string = string> = v.InferInput<ReturnType<typeof chaosPatch<R>>>;

export type Chaos<R extends string> = {
  settings(): Readonly<ChaosSettings>;
  /** Turns switches; throws a ValiError for values they do not have. */
  turn(patch: unknown): void;
  calm(): void;
  /** The fault that strikes this request, counted against its `next`. */
  takeFault(route: R): ApiFault<R> | undefined;
  /** Aborts when all faults are lifted: requests that hang are answered then. */
  lifted(): AbortSignal;
};

const calmSettings: ChaosSettings = {
  duplicate: 1,
  delayMs: 0,
  reorder: null,
  drop: [],
  processing: false,
  refunds: 'succeed',
  holds: 'succeed',
};

/** The switches of one sandbox, all off. */
export function createChaos<R extends string>(routes: readonly R[]): Chaos<R> {
  const patch = chaosPatch(routes);
  const faults: FaultRules<ApiFault<R>> = faultRules();
  let current = calmSettings;
  let lifting = new AbortController();
  function liftAll(): void {
    faults.clear();
    lifting.abort();
    lifting = new AbortController();
  }
  return {
    settings: () => current,
    turn(asked) {
      const turned = v.parse(patch, asked);
      current = {
        duplicate: turned.duplicate ?? current.duplicate,
        delayMs: turned.delayMs ?? current.delayMs,
        reorder: turned.reorder === undefined ? current.reorder : turned.reorder,
        drop: turned.drop ?? current.drop,
        processing: turned.processing ?? current.processing,
        refunds: turned.refunds ?? current.refunds,
        holds: turned.holds ?? current.holds,
      };
      if (turned.apiFault === null) liftAll();
      else if (turned.apiFault) faults.add(turned.apiFault);
    },
    calm() {
      current = calmSettings;
      liftAll();
    },
    takeFault: (route) => faults.take((fault) => !fault.route || fault.route === route)[0],
    lifted: () => lifting.signal,
  };
}

/** Waits until a hanging request may be answered: its fault is lifted, or nobody waits for it any more. */
export async function hangUntil(closed: AbortSignal, lifted: AbortSignal): Promise<void> {
  const over = AbortSignal.any([closed, lifted]);
  if (!over.aborted) await new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }));
}
