import type * as v from 'valibot';
import { requireGoodPassword } from '../account/password/password-rules.ts';
import { type Registration, register, type registrationSchema } from '../account/registration/register.ts';
import { receiveEnquiry } from '../enquiry/enquiry.ts';
import { identify } from '../platform/idempotency/idempotency.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readSigns, type SetAsideReason } from '../platform/text/robot-signs.ts';

/**
 * Keeps a registration, or sets it aside among the enquiries where it looks like a robot's. Refuses a
 * password that is easily guessed.
 */
export async function registerOrSetAside(
  runtime: Runtime,
  given: v.InferOutput<typeof registrationSchema>,
  client: string,
): Promise<void> {
  const { request, reason } = readSigns(given);
  const { email, name, password } = request;
  await requireGoodPassword(password, [email, name, runtime.config.business.name]);
  if (reason) return setAside(runtime, request, reason);
  return register(runtime, request, client);
}

/**
 * Keeps what a robot may have typed, without its password: whoever was a person hears from the staff. Once an
 * address while keys of requests are kept.
 */
async function setAside(
  runtime: Runtime,
  { email, name, language }: Registration,
  reason: SetAsideReason,
): Promise<void> {
  const content = { name, email, message: 'Asked for an account.', language };
  const identity = identify('registration set aside', email, email);
  await receiveEnquiry(runtime, content, identity, { form: 'registration', reason });
}
