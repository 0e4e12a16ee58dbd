import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';

/** The answer of what is done and has nothing to show. */
export const acknowledgedSchema = named(
  'Done',
  'It is done.',
  v.object({ isDone: described(v.literal(true), 'Always true.') }),
);
