import * as v from 'valibot';

/** What a slug may look like; anything else names nothing. */
export const slugSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,100}$/, 'Name an item by its slug.'));
