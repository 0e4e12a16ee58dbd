import { httpRequest } from '../../platform/http-client.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { SendText } from './channel.ts';

const timeoutMs = 10_000;

/** What the gateway said instead of taking a message: an HTTP status, and nothing that was sent. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly status: number;
  constructor(status: number) {
    super(`the SMS gateway answered ${status}`);
    this.status = status;
  }
}

/** Gateways are spoken to as Twilio has it (https://www.twilio.com/docs/messaging/api/message-resource). */
export function openTextGateway(runtime: Runtime): SendText {
  return async ({ to, text, gateway }) => {
    if (!gateway) throw new Error('no SMS gateway is configured');
    const { apiUrl, accountSid, authToken, from } = gateway;
    const { status } = await httpRequest(
      runtime,
      `${apiUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`,
      {
        method: 'POST',
        headers: {
          Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ To: to, From: from, Body: text }).toString(),
        timeoutMs,
        // The gateway knows no idempotency key: a lost answer is tried again by the outbox alone, which
        // doubles at worst one code.
        attempts: 1,
      },
    );
    if (status >= 300) throw new GatewayRefusal(status);
  };
}
