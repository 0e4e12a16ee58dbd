import * as v from 'valibot';

const prefix = 'gst_';

/** A guest is known by the digest of their mail address, which is all that their bookings have in common. */
export const guestIdOf = (emailHash: string): string => `${prefix}${emailHash}`;

/** The digest that an id stands for; one of nobody where it is none of ours. */
export const emailHashOf = (id: string): string => (v.is(shape, id) ? id.slice(prefix.length) : '');

const shape = v.pipe(v.string(), v.regex(/^gst_[\w-]{43}$/));
