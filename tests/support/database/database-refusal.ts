/** What refused a statement: its SQLSTATE and the name of the rule. Fails when nothing did. */
export async function databaseRefusal(
  statement: Promise<unknown>,
): Promise<{ code: unknown; constraint: unknown }> {
  const outcome = await statement.then(
    () => new Error('the database let it pass'),
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error) || !('code' in outcome)) throw outcome;
  return { code: outcome.code, constraint: 'constraint' in outcome ? outcome.constraint : undefined };
}
