import * as v from 'valibot';

/** The answer of what is done and has nothing to show. */
export const doneSchema = v.object({ isDone: v.literal(true) });
