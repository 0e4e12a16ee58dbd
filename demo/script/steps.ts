/** A step of the demo and how it went. */
interface Step {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
}

export interface Steps {
  readonly done: readonly Step[];
  /** Tells whoever watches. */
  readonly say: (line: string) => void;
  /** Runs a step, tells what it saw, and passes its result on. Throws what the step throws, after noting it. */
  run<T>(name: string, step: () => Promise<{ saw: string; result: T }>): Promise<T>;
}

export function createSteps(say: (line: string) => void): Steps {
  const done: Step[] = [];
  return {
    done,
    say,
    async run(name, step) {
      const startedAtMs = performance.now();
      const ms = () => Math.round(performance.now() - startedAtMs);
      try {
        const { saw, result } = await step();
        done.push({ name, ok: true, ms: ms() });
        say(`ok    ${name}: ${saw}`);
        return result;
      } catch (error) {
        done.push({ name, ok: false, ms: ms() });
        say(`MISS  ${name}`);
        throw error;
      }
    },
  };
}
