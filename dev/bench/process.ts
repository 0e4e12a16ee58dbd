import { fork } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { outputFolder } from '../build.ts';
import { answerOf, endOf } from './answer-of.ts';

/** A child process that serves functions. */
export interface FunctionsProcess {
  readonly url: string;
  peakMemoryBytes(): Promise<number>;
  /** What its heap holds once it is swept, and the whole process. */
  memory(): Promise<{ heapBytes: number; residentBytes: number }>;
  /** What it has taken of the processor so far. */
  processorMs(): Promise<number>;
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** What a function of 1 GB starts Node with, as the bootstrap of AWS Lambda, on which Netlify runs it, reckons: nine tenths for what is old, a twentieth for each half of what is new. */
const ofOneGigabyte = ['--max-old-space-size=922', '--max-semi-space-size=51'];

/** Serves functions by name (built, here or in another folder) or by absolute path, with this environment and nothing of ours. */
export async function startFunctionsProcess(
  names: readonly string[],
  environment: Readonly<Record<string, string>>,
  functionsFolder = outputFolder,
): Promise<FunctionsProcess> {
  const paths = names.map((name) => (isAbsolute(name) ? name : join(functionsFolder, `${name}.mjs`)));
  // Without tsx, whose loader would count as memory of ours: Node reads this file's types away by itself.
  const child = fork(join(import.meta.dirname, 'functions-process.ts'), paths, {
    execArgv: ofOneGigabyte,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // Our own process, which answers as it is asked.
  const next = <T>(question?: string) =>
    answerOf(child, 'The process of the functions', question) as Promise<T>;
  const { url } = await next<{ url: string }>();
  return {
    url,
    async peakMemoryBytes() {
      return (await next<{ peakBytes: number }>('peak')).peakBytes;
    },
    memory: () => next('memory'),
    async processorMs() {
      return (await next<{ processorMs: number }>('processor')).processorMs;
    },
    async settled() {
      await next<{ settled: true }>('settled');
    },
    async stop() {
      await endOf(child);
    },
  };
}
