import { fork } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { outputFolder } from '../build.ts';

/** A child process that serves functions. */
export interface FunctionsProcess {
  readonly url: string;
  peakMemoryBytes(): Promise<number>;
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Serves functions by name (built) or by absolute path, with this environment and nothing of ours. */
export async function startFunctionsProcess(
  names: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<FunctionsProcess> {
  const paths = names.map((name) => (isAbsolute(name) ? name : join(outputFolder, `${name}.mjs`)));
  // Without tsx, whose loader would count as memory of ours: Node reads this file's types away by itself.
  const child = fork(join(import.meta.dirname, 'functions-process.ts'), paths, {
    execArgv: [],
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = <T>() =>
    new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T))); // our own process, which answers as it is asked
  const { url } = await next<{ url: string }>();
  return {
    url,
    async peakMemoryBytes() {
      const answer = next<{ peakBytes: number }>();
      child.send('memory');
      return (await answer).peakBytes;
    },
    async settled() {
      const answer = next<{ settled: true }>();
      child.send('settled');
      await answer;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}
