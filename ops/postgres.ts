import { Client, type ClientConfig } from 'pg';

/**
 * A connection that is not open yet, as `migrate` and `doctor` make it. Of `sslmode=require`, which Neon writes, `prefer` and `verify-ca`
 * node-postgres 8 makes `verify-full` with a warning, and its next version will not check the certificate any more
 * (https://node-postgres.com/features/ssl); so the address says what is meant, unless it asks for libpq's reading itself. Past Neon's pooler, on
 * which what is set for a session may go to another (https://neon.com/docs/connect/connection-pooling): the address differs by a word.
 */
export function databaseClient(connectionString: string, options: ClientConfig = {}): Client {
  const url = new URL(connectionString);
  const mode = url.searchParams.get('sslmode') ?? '';
  if (['prefer', 'require', 'verify-ca'].includes(mode) && !url.searchParams.has('uselibpqcompat'))
    url.searchParams.set('sslmode', 'verify-full');
  url.hostname = url.hostname.replace(/^(ep-[^.]+)-pooler(?=\.)/, '$1');
  return new Client({ ...options, connectionString: url.href });
}
