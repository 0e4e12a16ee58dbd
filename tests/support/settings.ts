import * as v from 'valibot';
import type { businessContentSchema } from '../../src/settings/business.ts';
import { staff } from './account/staff.ts';
import { bodyOf, newClient } from './booking/booking.ts';
import type { Answer } from './harness/client.ts';
import type { Stack } from './harness/stack.ts';

type Business = v.InferInput<typeof businessContentSchema>;

/** A business that says nothing of itself, so that the environment holds. */
export const businessContent = (change: Partial<Business> = {}): Business => ({
  name: null,
  phone: null,
  address: null,
  ownerEmail: null,
  languages: null,
  terms: null,
  imprint: null,
  ...change,
});

/** A text of a mail that says nothing of its own. */
export const mailText = (change: Readonly<Record<string, unknown>> = {}) => ({
  template: 'guest-hold',
  language: 'en',
  subject: null,
  opening: null,
  closing: null,
  ...change,
});

export const readSetting = (stack: Stack, path: string): Promise<Answer> =>
  stack.call(`/settings/${path}`, { headers: staff, from: newClient() });

/** Saves a kind as the version after this one. */
export const putSetting = (stack: Stack, key: string, body: unknown, version: number): Promise<Answer> =>
  stack.call(`/settings/${key}`, {
    method: 'PUT',
    body,
    headers: { ...staff, 'If-Match': `"${version}"` },
    from: newClient(),
  });

export const settingSchema = v.looseObject({
  version: v.number(),
  changedBy: v.string(),
  content: v.record(v.string(), v.unknown()),
});

/** Saves a kind over whatever it is now. */
export async function set(stack: Stack, key: string, body: unknown) {
  const { version } = bodyOf(await readSetting(stack, key), 200, settingSchema);
  return bodyOf(await putSetting(stack, key, body, version), 200, settingSchema);
}
