import { createHash } from 'node:crypto';
import type { Change } from '../webhooks/changes.ts';
import type { Chaos } from '../webhooks/chaos.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { voidExpired } from './objects/authorizations.ts';
import type { WebhookEvent } from './objects/objects.ts';
import type { SandboxState } from './state.ts';
import { type Call, idOf } from './wire/call.ts';
import type { Certificates } from './wire/certificates.ts';
import { type Route, routes } from './wire/routes.ts';
import { createTokens, type Tokens } from './wire/tokens.ts';

/** The parts of one sandbox that its surfaces (API, pages, control) work on. */
export type Sandbox = {
  state: SandboxState;
  chaos: Chaos<Route>;
  delivery: Delivery<WebhookEvent>;
  counts: Record<Route, number>;
  /** The newest requests that ask for a change, and the PayPal-Request-Id of each as it came. */
  changes: Change<Route>[];
  credentials: { clientId: string; clientSecret: string };
  certificates: Certificates;
  tokens: Tokens;
  clock(): Date;
  /** Names one answer, as the header PayPal-Debug-Id does. */
  newDebugId(): string;
  /** Does the work of one request, and keeps its effects even when it throws, as a decline's are. */
  perform<Result>(work: (call: Call) => Result): Result;
  /** Forgets payments, switches, tokens and counts. */
  reset(): void;
};

type Parts = Pick<Sandbox, 'state' | 'chaos' | 'delivery' | 'credentials' | 'certificates' | 'clock'> & {
  random(): number;
  url(): string;
  save(): void;
};

export function createSandbox({ random, url, save, ...parts }: Parts): Sandbox {
  const { state, chaos, delivery, clock } = parts;
  const counts = noCounts();
  const changes: Change<Route>[] = [];
  const newId = () => idOf(random);
  const tokens = createTokens(newId, clock);
  return {
    ...parts,
    counts,
    changes,
    tokens,
    newDebugId: () => createHash('sha256').update(newId()).digest('hex').slice(0, 13),
    perform(work) {
      const { processing, refunds, holds } = chaos.settings();
      const call: Call = {
        state,
        now: clock(),
        url: url(),
        processing,
        refunds,
        holds,
        newId,
        publish: delivery.send,
      };
      try {
        voidExpired(call);
        return work(call);
      } finally {
        save();
      }
    },
    reset() {
      for (const map of Object.values(state)) map.clear();
      Object.assign(counts, noCounts());
      changes.length = 0;
      chaos.calm();
      tokens.expireAll();
      delivery.forget();
      save();
    },
  };
}

/** Notes how many deliveries of an event are outstanding. */
export function notePending(state: SandboxState, { id }: WebhookEvent, pending: number): void {
  if (pending > 0) state.undelivered.set(id, pending);
  else state.undelivered.delete(id);
}

function noCounts(): Record<Route, number> {
  // Every route is a key here, which Object.fromEntries forgets.
  return Object.fromEntries(routes.map((route) => [route, 0])) as Record<Route, number>;
}
