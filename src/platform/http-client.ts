import { type Exchanged, exchange } from './exchange.ts';
import { Problem } from './problems.ts';
import type { Runtime } from './runtime.ts';

/** After so many failures in a row nobody is made to wait for a host any more, for so long. */
const failuresToOpen = 5;
const openSeconds = 20;

interface Circuit {
  failures: number;
  openUntilMs: number;
}

const circuits = new WeakMap<Runtime, Map<string, Circuit>>();

export interface HttpRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /**
   * How often it may be tried in all: more than once only for what may be repeated, because it reads or
   * carries a key of ours.
   */
  readonly attempts: number;
}

/**
 * Calls another host: with a time limit, bounded retries with jitter on failures that pass (no answer, 429,
 * 5xx), a circuit that opens when the host is down, and no redirects. Throws the 503 when there is no answer
 * to be had.
 */
export async function httpRequest(runtime: Runtime, url: string, call: HttpRequest): Promise<Exchanged> {
  const circuit = circuitOf(runtime, new URL(url).host);
  const leftMs = circuit.openUntilMs - runtime.clock.now().getTime();
  // More is left than it was opened for where the clock was set back, and would be for as long as that.
  if (leftMs > 0 && leftMs <= openSeconds * 1000) throw away('the circuit is open');
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await once(url, call);
    const isFailure = outcome instanceof Error || outcome.status >= 500;
    const isPassing = isFailure || outcome.status === 429;
    if (!isPassing || (attempt === call.attempts && !isFailure)) {
      circuit.failures = 0;
      return outcome;
    }
    if (attempt < call.attempts) {
      await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 100 * (0.5 + Math.random())));
      continue;
    }
    circuit.failures += 1;
    if (circuit.failures >= failuresToOpen)
      circuit.openUntilMs = runtime.clock.now().getTime() + openSeconds * 1000;
    if (outcome instanceof Error) throw away(outcome);
    return outcome;
  }
}

async function once(
  url: string,
  { method = 'GET', headers = {}, body, timeoutMs }: HttpRequest,
): Promise<Exchanged | Error> {
  try {
    return await exchange(url, { method, headers, body, timeoutMs });
  } catch (error) {
    return error instanceof Error ? error : new Error('thrown something else than an error');
  }
}

function circuitOf(runtime: Runtime, host: string): Circuit {
  const known = circuits.get(runtime) ?? new Map<string, Circuit>();
  circuits.set(runtime, known);
  const circuit = known.get(host) ?? { failures: 0, openUntilMs: 0 };
  known.set(host, circuit);
  return circuit;
}

function away(cause: unknown): Problem {
  return new Problem('unavailable', 'A service that we need does not answer. Please try again in a moment.', {
    headers: { 'Retry-After': '5' },
    cause,
  });
}
