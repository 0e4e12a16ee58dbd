import { randomBytes } from 'node:crypto';

/** A message as the gateway has taken it. */
export type SentMessage = {
  sid: string;
  /** E.164. */
  to: string;
  /** E.164. */
  from: string;
  body: string;
  date: string;
};

const longest = 1600;

/** Why the gateway does not take it: https://www.twilio.com/docs/api/errors. */
type Refusal = { code: number; message: string };

/** Reads the form that asks for a message. */
export function readMessage(form: URLSearchParams, now: Date): SentMessage | Refusal {
  const to = form.get('To');
  const from = form.get('From');
  const body = form.get('Body');
  if (!to) return { code: 21604, message: "A 'To' phone number is required." };
  if (!from) return { code: 21603, message: "A 'From' phone number is required." };
  if (!body) return { code: 21602, message: 'Message body is required.' };
  if (!isNumber(to)) return { code: 21211, message: `Invalid 'To' Phone Number: ${to}` };
  if (!isNumber(from)) return { code: 21212, message: `Invalid From Number (caller ID): ${from}` };
  if (body.length > longest)
    return { code: 21617, message: 'The concatenated message body exceeds the 1600 character limit' };
  return { sid: `SM${randomBytes(16).toString('hex')}`, to, from, body, date: now.toISOString() };
}

/** Whether it is a number in E.164 other than the one that is invalid for everybody who tests against Twilio. */
function isNumber(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text) && text !== '+15005550001';
}

/** A message in Twilio's words: https://www.twilio.com/docs/messaging/api/message-resource. */
export function messageResource({ sid, to, from, body, date }: SentMessage, accountSid: string) {
  const at = new Date(date).toUTCString().replace('GMT', '+0000');
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: at,
    date_sent: null,
    date_updated: at,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from,
    messaging_service_sid: null,
    num_media: '0',
    price: null,
    price_unit: 'USD',
    sid,
    status: 'queued',
    to,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
  };
}
