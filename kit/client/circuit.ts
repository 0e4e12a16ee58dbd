import { MidasProblem } from './midas-problem.ts';

const failuresToOpen = 5;
const openMs = 15_000;

/** How a request ended: answered (a refusal is an answer too), given up by its caller, or failed with this problem. */
type Ending = 'answered' | 'given-up' | MidasProblem;

export interface Circuit {
  /** Throws the problem that opened the circuit while it is open. Answers what to call when the request has ended. */
  enter(nowMs: number): (ending: Ending, nowMs: number) => void;
  /** The line is back: what was before counts no more. */
  close(): void;
}

/** After five failures in a row nobody waits for the API any more, for 15 s; then one request tries whether it is back. */
function createCircuit(): Circuit {
  let failures = 0;
  let openUntilMs = 0;
  let isProbing = false;
  let cause: MidasProblem | undefined;

  return {
    enter(nowMs) {
      const isProbe = failures >= failuresToOpen;
      if (isProbe && cause && (isProbing || nowMs < openUntilMs))
        throw new MidasProblem({
          ...cause,
          retryAfterSeconds: Math.max(1, Math.ceil((openUntilMs - nowMs) / 1000)),
        });
      if (isProbe) isProbing = true;
      return (ending, endMs) => {
        if (isProbe) isProbing = false;
        if (ending === 'answered') failures = 0;
        if (!(ending instanceof MidasProblem)) return;
        cause = ending;
        failures += 1;
        openUntilMs = endMs + openMs;
      };
    },
    close() {
      failures = 0;
    },
  };
}

const circuits = new Map<string, Circuit>();

/** All clients of one base URL on a page share its circuit. */
export function circuitOf(baseUrl: string): Circuit {
  const circuit = circuits.get(baseUrl) ?? createCircuit();
  circuits.set(baseUrl, circuit);
  return circuit;
}
