import type { Client } from 'pg';
import { sessionSettings } from '../src/platform/database/session-settings.ts';

/** Makes settings the default of the client's role in its database: those of the functions, unless others are given. */
export async function keepSessionSettings(
  client: Client,
  settings: Readonly<Record<string, string>> = sessionSettings,
): Promise<void> {
  const { rows } = await client.query<{ database: string }>(
    'select quote_ident(current_database()) as database',
  );
  const statements = Object.entries(settings).map(
    ([name, value]) =>
      `alter role current_user in database ${rows[0]?.database} set ${name} = ${client.escapeLiteral(value)}`,
  );
  // Two who set them at once would run into each other.
  const lock = "select pg_advisory_xact_lock(hashtextextended('session settings', 0))";
  await client.query(['begin', lock, ...statements, 'commit'].join('; '));
}
