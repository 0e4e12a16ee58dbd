import type { Chaos } from '../webhooks/chaos.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { type Call, idOf } from './call.ts';
import type { Certificates } from './certificates.ts';
import type { WebhookEvent } from './objects.ts';
import { type Route, routes } from './routes.ts';
import type { SandboxState } from './state.ts';

/** Which certificate the webhooks are signed with, for those who must tell. */
export type CertificateFault = keyof Certificates['chains'] | 'redirect';

/** The parts of one sandbox that its surfaces (API, pages, control) work on. */
export type Sandbox = {
  state: SandboxState;
  chaos: Chaos<Route>;
  delivery: Delivery<WebhookEvent>;
  counts: Record<Route, number>;
  credentials: { clientId: string; clientSecret: string };
  certificates: Certificates;
  certificateFault(): CertificateFault;
  newToken(): string;
  isToken(token: string): boolean;
  /** Gives up all tokens, as PayPal may at any time. */
  expireTokens(): void;
  /** Does the work of one request, and keeps its effects even when it throws, as a decline's are. */
  perform<Result>(work: (call: Call) => Result): Result;
  reset(): void;
};

type Parts = Pick<
  Sandbox,
  'state' | 'chaos' | 'delivery' | 'credentials' | 'certificates' | 'certificateFault'
> & {
  clock(): Date;
  random(): number;
  url(): string;
  save(): void;
};

export function createSandbox({ clock, random, url, save, ...parts }: Parts): Sandbox {
  const { state, chaos, delivery } = parts;
  const counts = noCounts();
  const tokens = new Set<string>();
  const newId = () => idOf(random);
  return {
    ...parts,
    counts,
    newToken() {
      const token = `A21AA${newId()}${newId()}`;
      tokens.add(token);
      return token;
    },
    isToken: (token) => tokens.has(token),
    expireTokens: () => tokens.clear(),
    perform(work) {
      try {
        return work({ state, now: clock(), url: url(), newId, publish: delivery.send });
      } finally {
        save();
      }
    },
    reset() {
      for (const map of Object.values(state)) map.clear();
      Object.assign(counts, noCounts());
      chaos.calm();
      delivery.forget();
      save();
    },
  };
}

function noCounts(): Record<Route, number> {
  // Every route is a key here, which Object.fromEntries forgets.
  return Object.fromEntries(routes.map((route) => [route, 0])) as Record<Route, number>;
}
