import * as v from 'valibot';
import { described } from '../described.ts';

/** Where a message came from. What is set aside from any form is an enquiry, so that one list has it all. */
export const forms = ['contact', 'reservation', 'registration'] as const;
export type EnquiryForm = (typeof forms)[number];

/** Why a message was set aside. */
export const setAsideReasons = ['trap-filled', 'too-fast'] as const;
export type SetAsideReason = (typeof setAsideReasons)[number];

/** Nobody reads a form, fills it in and sends it in less. */
export const fastestSeconds = 2;

/**
 * The traps: fields that nobody sees, which robots fill in. `topic` is a name that neither browsers nor
 * password managers fill in. `website`, which some do, is what a trap is called in most forms that a site has
 * already.
 */
export const trapEntries = {
  topic: v.optional(described(v.string(), 'Leave it out: only robots fill it in.')),
  website: v.optional(described(v.string(), 'Leave it out: only robots fill it in.')),
};

/**
 * What a script says of how its form was filled in. A page without script cannot know the time, and says
 * nothing of it.
 */
export const signEntries = {
  ...trapEntries,
  elapsedSeconds: v.optional(
    described(
      v.pipe(v.number(), v.minValue(0, 'This is less than nothing.')),
      'Seconds from the moment at which the form was given to that at which it was sent.',
    ),
  ),
};

interface Signs {
  readonly topic?: string | undefined;
  readonly website?: string | undefined;
  readonly elapsedSeconds?: number | undefined;
}

/** The request without the signs of a robot, and what they say: nothing for what a person may have sent. */
export function readSigns<T extends Signs>({ topic, website, elapsedSeconds, ...request }: T) {
  return { request, reason: reasonOf({ topic, website, elapsedSeconds }) };
}

function reasonOf({ topic = '', website = '', elapsedSeconds }: Signs): SetAsideReason | undefined {
  if (topic.trim() !== '' || website.trim() !== '') return 'trap-filled';
  return elapsedSeconds !== undefined && elapsedSeconds < fastestSeconds ? 'too-fast' : undefined;
}
