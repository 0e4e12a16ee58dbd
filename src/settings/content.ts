import * as v from 'valibot';
import { versionEntries } from '../audit/revisions.ts';
import { described, named } from '../platform/described.ts';

type Content = Readonly<Record<string, unknown>>;
export type ContentSchema = v.GenericSchema<unknown, Content>;

export type SettingKey = 'business' | 'appearance' | 'notifications' | 'mail-texts' | 'channels';

/** A kind of settings: the whole of what is edited at once. */
export interface Kind<S extends ContentSchema> {
  readonly key: SettingKey;
  readonly schema: S;
  /** With nothing set. */
  readonly empty: v.InferOutput<S>;
}

/**
 * What stands in the database, as this build knows it: what an older build did not know is not set, and what
 * only a newer one knows is left out. What does not hold in any other way counts as not set: mails go out all
 * the same, under the name in the environment.
 */
export function contentOf<S extends ContentSchema>(
  { schema, empty }: Kind<S>,
  stored: unknown,
): v.InferOutput<S> {
  const known: Content = { ...empty, ...Object(stored) };
  const entries = Object.keys(empty).map((name) => [name, known[name]]);
  const result = v.safeParse(schema, Object.fromEntries(entries));
  return result.success ? result.output : empty;
}

/** What people see of a kind, with its version. */
export const settingVersionSchema = <C extends v.GenericSchema>(name: string, text: string, content: C) =>
  named(
    name,
    text,
    v.object({
      ...versionEntries,
      content: described(content, 'The whole of it: what a `PUT` takes.'),
    }),
  );
