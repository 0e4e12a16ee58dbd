const copy = 'copy DATABASE_URL again from the project\'s "Connect" at https://console.neon.tech';

/** What to do, by the code of an error of a socket, of TLS or of PostgreSQL (https://www.postgresql.org/docs/18/errcodes-appendix.html). */
const advice: readonly (readonly [RegExp, (code: string, host: string) => string])[] = [
  [/^ENOTFOUND$/, (code, host) => `cannot be found, there is no host ${host} (${code}): ${copy}`],
  [
    /^EAI_AGAIN$/,
    (code, host) => `cannot be looked up by the name ${host} (${code}): is this machine online?`,
  ],
  [
    /^(E[A-Z]+|08\w{3})$/,
    (code, host) => `does not answer at ${host} (${code}): is it up, and is its port open from here?`,
  ],
  [/^28\w{3}$/, (code) => `does not let us in (${code}), it knows no such role with that password: ${copy}`],
  [/^3D000$/, (code) => `has no database of the name that DATABASE_URL ends with (${code}): ${copy}`],
  [/^(53|57)\w{3}$/, (code) => `takes nobody at the moment (${code}): try again in a minute`],
  [
    /CERT|SIGNATURE|ALTNAME|TLS|SSL/,
    (code, host) => `shows no certificate that can be trusted for ${host} (${code}): ${copy}`,
  ],
];

/** What to do about a database that was not reached, said of it; undefined for an error that is of something else. Never a secret. */
export function databaseAdvice(error: unknown, databaseUrl: string): string | undefined {
  const { hostname, port } = new URL(databaseUrl);
  const host = port === '' ? hostname : `${hostname}:${port}`;
  const causes = causesOf(error);
  // node-postgres gives these two neither a code nor a class.
  if (causes.some(({ message }) => /server does not support SSL/.test(message)))
    return `offers no TLS at ${host}, which sslmode in DATABASE_URL asks for`;
  if (causes.some(({ message }) => /timeout expired/.test(message)))
    return `does not answer at ${host} (no answer): is it up, and is its port open from here?`;
  for (const cause of causes.toReversed()) {
    const code = 'code' in cause ? String(cause.code) : '';
    const known = advice.find(([pattern]) => pattern.test(code));
    if (known) return known[1](code, host);
  }
  return undefined;
}

/** Whether a host is not known by its name. */
export function isUnknownHost(error: unknown): boolean {
  return causesOf(error).some((cause) => 'code' in cause && /^(ENOTFOUND|EDNS)$/.test(String(cause.code)));
}

/** An error and what it came from, the innermost last: what a failed call is about stands there. */
function causesOf(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner = 'sourceError' in error && error.sourceError ? error.sourceError : error.cause;
  return [error, ...causesOf(inner)];
}
