import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { GatewayRefusal, openTextGateway } from '../../notification/channels/sms.ts';
import { inOnePart } from '../../notification/channels/sms-part.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { messageNumber } from '../../platform/text/phone-number.ts';
import { withBusiness } from '../../settings/business.ts';
import { withChannels } from '../../settings/channels.ts';

export const channelTestSchema = named(
  'ChannelTest',
  'Where a text message is sent to see whether it comes.',
  v.strictObject({
    to: described(messageNumber, 'A number in the form of E.164, as `+33612345678`.'),
  }),
);

export const channelTestedSchema = named(
  'ChannelTested',
  'The gateway has taken the message.',
  v.object({ isTaken: described(v.boolean(), 'Always true.') }),
);

/**
 * Sends one text message by the account that is saved, else by that in the environment. One statement. Throws
 * the 409 with what the gateway said, and the 503 where it does not answer.
 */
export async function testChannels(
  runtime: Runtime,
  actor: Actor,
  to: string,
): Promise<v.InferOutput<typeof channelTestedSchema>> {
  const rows = await runtime.database.query(sql`
    with asked as (select 'setting:channels' as id),
    noted as (${record(runtime.clock.now(), actor, 'setting.channels-tested', sql`id`, sql`asked`)})
    select (select s.content from settings s where s.key = 'business') as business,
      (select json_build_object('content', s.content, 'secretSealed', s.secret_sealed) from settings s where s.key = 'channels') as channels`);
  const stored = firstOf(v.object({ business: v.unknown(), channels: v.unknown() }), rows);
  const house = withChannels(withBusiness(runtime, stored?.business), stored?.channels);
  const { sms, business, site } = house.config;
  if (!sms) throw new Problem('state-conflict', 'There is no account at a gateway to send by.');
  const text = inOnePart(business.name, new URL(site.url).host, (name) => `${name}: this is a test.`);
  try {
    await openTextGateway(house)({ to, text, gateway: sms });
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    throw new Problem('state-conflict', refusalOf(error.status), { cause: error });
  }
  return { isTaken: true };
}

function refusalOf(status: number): string {
  if (status === 401 || status === 404) return 'The gateway does not know this account by this token.';
  return `The gateway refused the message (status ${status}): look at the number it comes from and the one it goes to.`;
}
