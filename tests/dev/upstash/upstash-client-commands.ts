import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../node_modules/@upstash/redis/', import.meta.url);
const textOf = (ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');

/** Commands whose second word says what they do. */
const CONTAINERS = ['CLIENT', 'FUNCTION', 'SCRIPT'];

/** The first words of the list of words that a class sends. */
function sentBy(body: string): string {
  const [, name = '', action = ''] = /\[\s*"([A-Za-z_.]+)"(?:,\s*"([A-Za-z]+)")?/.exec(body) ?? [];
  const command = name.toUpperCase();
  return CONTAINERS.includes(command) ? `${command} ${action.toUpperCase()}` : command;
}

/**
 * Every command that the installed `@upstash/redis` can send, as Redis knows it: of each class of commands in its code the first word,
 * and what its search sends. Throws when its types name a class that was not found, so that none is overlooked.
 */
export function clientCommands(): string[] {
  const code = textOf('.mjs');
  const classes = [
    ...code.matchAll(
      /var (\w+?)(?:Command = class(?: extends Command)?| = class extends Command) \{([\s\S]*?)\n\};/g,
    ),
  ];
  const found = new Map(classes.map(([, name = '', body = '']) => [name, sentBy(body)]));
  const declared = [...textOf('.d.ts').matchAll(/declare class (\w+)Command\b/g)].map(
    ([, name = '']) => name,
  );
  const overlooked = declared.filter((name) => !found.get(name));
  if (overlooked.length > 0) throw new Error(`Commands that were not found: ${overlooked.join(', ')}`);
  const searching = [...code.matchAll(/"(SEARCH\.[A-Z]+)"/g)].map(([, name = '']) => name);
  return [...new Set([...found.values(), ...searching])].filter((name) => name !== '').sort();
}
