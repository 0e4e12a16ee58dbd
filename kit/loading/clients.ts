import { createMidas } from '../client/create-midas.ts';
import type { Language, Midas } from '../client/midas.ts';

const clients = new Map<string, Midas>();

/** One client for all elements that ask the same API in the same language. */
export function clientFor(baseUrl: string, language: Language): Midas {
  const name = `${language} ${baseUrl}`;
  const client = clients.get(name) ?? createMidas({ baseUrl, language });
  clients.set(name, client);
  return client;
}
