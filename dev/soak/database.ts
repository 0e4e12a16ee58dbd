import { createHash } from 'node:crypto';
import { PgDialect } from 'drizzle-orm/pg-core';
import { Client } from 'pg';
import type { Database, Row } from '../../src/platform/database/database.ts';

const dialect = new PgDialect();

/** A session of its own that the soak's statements run in, and what it is closed by. */
export interface DirectDatabase extends Database {
  close(): Promise<void>;
}

/**
 * The door to Postgres without HTTP: one connection on which a whole batch is sent ahead of its answers, with statements that are
 * planned once. Only that makes a million operations a matter of minutes; the SQL and the transactions are those of production.
 */
export async function openDirectDatabase(connectionString: string): Promise<DirectDatabase> {
  const client = new Client({ connectionString, pipeline: true });
  await client.connect();
  // What is lost with the machine is not what is looked at; a plan by the parameters of each call would cost more than the call.
  await client.query(
    'set synchronous_commit = off; set jit = off; set plan_cache_mode = force_generic_plan; set enable_seqscan = off',
  );
  const names = new Map<string, string>();

  /** The same text has the same name, by which Postgres knows its plan. */
  function nameOf(text: string): string {
    const known = names.get(text);
    if (known) return known;
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
    names.set(text, name);
    return name;
  }

  async function execute(statement: Parameters<Database['query']>[0]): Promise<Row[]> {
    const { sql: text, params } = dialect.sqlToQuery(statement);
    return (await client.query<Row>({ name: nameOf(text), text, values: params })).rows;
  }

  return {
    query: execute,
    async batch(statements) {
      const begun = client.query('begin');
      const answers = statements.map(execute);
      // After an error Postgres refuses the rest of the transaction and makes this a rollback.
      const ended = client.query('commit');
      const [outcomes] = await Promise.all([Promise.allSettled(answers), begun, ended]);
      return outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
    },
    close: () => client.end(),
  };
}
