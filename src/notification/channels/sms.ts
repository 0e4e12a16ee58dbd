import { httpRequest } from '../../platform/http-client.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { SendText } from './channel.ts';

const timeoutMs = 10_000;

/**
 * The gateway of the configuration, spoken to as Twilio has it
 * (https://www.twilio.com/docs/messaging/api/message-resource).
 */
export function openTextGateway(runtime: Runtime): SendText {
  return async ({ to, text }) => {
    const { sms } = runtime.config;
    if (!sms) throw new Error('no SMS gateway is configured');
    const { status } = await httpRequest(
      runtime,
      `${sms.apiUrl}/2010-04-01/Accounts/${sms.accountSid}/Messages.json`,
      {
        method: 'POST',
        headers: {
          Authorization: `Basic ${Buffer.from(`${sms.accountSid}:${sms.authToken}`).toString('base64')}`,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ To: to, From: sms.from, Body: text }).toString(),
        timeoutMs,
        // The gateway knows no idempotency key: a lost answer is tried again by the outbox alone, which
        // doubles at worst one code.
        attempts: 1,
      },
    );
    if (status >= 300) throw new Error(`the SMS gateway answered ${status}`);
  };
}
