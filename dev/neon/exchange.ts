import type { Connection, FieldDef, PoolClient, Submittable } from 'pg';
import type { Prepared } from './prepared.ts';

/** A statement with its parameters in PostgreSQL's text format. */
export type Statement = { query: string; params: (string | null)[] };

/** What one statement gave, every value in PostgreSQL's text format. */
export type Outcome = {
  fields: FieldDef[];
  rows: (string | null)[][];
  command: string;
  rowCount: number | null;
};

/** The messages that pg hands to the query it is running. */
type QueryInProgress = Submittable & {
  handleRowDescription(message: { fields: FieldDef[] }): void;
  handleDataRow(message: { fields: (string | null)[] }): void;
  handleCommandComplete(message: { text: string }): void;
  handleEmptyQuery(): void;
  handleCopyInResponse(connection: Connection): void;
  handleCopyData(): void;
  handleError(error: Error): void;
  handleReadyForQuery(): void;
};

/** `INSERT 0 3` means three rows inserted; `CREATE TABLE` counts nothing. */
function readTag(tag: string): { command: string; rowCount: number | null } {
  const words = tag.split(' ');
  const count = Number(words.at(-1));
  return { command: words[0] ?? '', rowCount: words.length > 1 && Number.isInteger(count) ? count : null };
}

/**
 * Sends all statements at once with a single Sync behind them, which is one round trip however many there
 * are. After an error PostgreSQL skips everything up to the Sync, so nothing behind a failed statement is
 * run: not even a ROLLBACK TO or COMMIT among them, as when each is awaited. Rejects with that error. With
 * `prepared`, a statement that the connection has run before is not parsed and planned again.
 */
export function exchange(
  client: PoolClient,
  statements: Statement[],
  prepared?: Prepared,
): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const outcomes: Outcome[] = [];
    let fields: FieldDef[] = [];
    let rows: (string | null)[][] = [];
    const complete = (tag: string) => {
      outcomes.push({ fields, rows, ...readTag(tag) });
      fields = [];
      rows = [];
    };
    const query: QueryInProgress = {
      submit(connection) {
        connection.stream.cork();
        for (const statement of statements) {
          const { name, isParsed } = prepared?.nameOf(statement) ?? { name: '', isParsed: false };
          // pg's types name a second argument, `more`, that pg itself no longer reads.
          if (!isParsed) connection.parse({ name, text: statement.query, types: [] }, true);
          connection.bind({ statement: name, values: statement.params }, true);
          connection.describe({ type: 'P', name: '' }, true);
          connection.execute({}, true);
        }
        connection.sync();
        connection.stream.uncork();
      },
      handleRowDescription(message) {
        fields = message.fields;
      },
      handleDataRow(message) {
        rows.push(message.fields);
      },
      handleCommandComplete(message) {
        complete(message.text);
      },
      handleEmptyQuery() {
        complete('');
      },
      handleCopyInResponse(connection) {
        // The Sync was consumed by the copy, so this connection can no longer find its place.
        connection.stream.destroy(new Error('COPY FROM STDIN cannot be sent over HTTP'));
      },
      handleCopyData() {},
      handleError: reject,
      handleReadyForQuery() {
        if (outcomes.length === statements.length) prepared?.keep();
        resolve(outcomes);
      },
    };
    client.query(query);
  });
}
