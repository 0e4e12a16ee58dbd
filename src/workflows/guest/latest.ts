import * as v from 'valibot';
import { keptGuestSchema } from '../../booking/guest.ts';
import { enquiryContentSchema } from '../../enquiry/enquiry.ts';
import { decrypt } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** What is sealed with the id of its row as context. */
export const sealedSchema = v.object({ id: v.string(), sealed: v.string() });
type Sealed = v.InferOutput<typeof sealedSchema>;

const opened = ({ config }: Runtime, { id, sealed }: Sealed): unknown =>
  JSON.parse(decrypt(config.keys, id, sealed));

export const messageOf = (runtime: Runtime, written: Sealed): string =>
  v.parse(enquiryContentSchema, opened(runtime, written)).message;

/** Who a guest said they are when they reserved last, or else when they wrote last. */
export function latestOf(runtime: Runtime, reserved: Sealed | null, written: Sealed | null) {
  const who = reserved
    ? v.parse(keptGuestSchema, opened(runtime, reserved))
    : written && v.parse(enquiryContentSchema, opened(runtime, written));
  if (!who) return undefined;
  const { name, email = '', phone = null } = who;
  return { name, email, phone };
}
