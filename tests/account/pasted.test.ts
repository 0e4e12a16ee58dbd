import { TOTP } from 'otpauth';
import { expect, test, vi } from 'vitest';
import { encryptProfile } from '../../src/account/user.ts';
import { post, signedInUser, signInAs, tokensOf } from '../support/account/accounts.ts';
import { newClient } from '../support/booking/booking.ts';
import { patienceMs } from '../support/harness/patience.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

/** As another keyboard writes it, or another program copies it. */
const inArabic = (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)));
const inFullWidth = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0));
const parted = (text: string) => `\u202a${text.slice(0, 3)}\u00a0${text.slice(3)}\u202c`;

test('a name and a number of an account are taken as people see them', async () => {
  const { headers } = await signedInUser(stack);
  const change = {
    name: '\u202bعلی\u200cرضا\u00ad\u202c',
    phone: '\u202a(+44) 20\u00a07946\u20110958\u202c',
  };
  const answer = await stack.call('/account', { method: 'PATCH', body: change, headers });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json()).toMatchObject({ name: 'علی\u200cرضا', phone: '+44 20 7946 0958' });
  const refused = await stack.call('/account', {
    method: 'PATCH',
    body: { phone: '+1 800 FLOWERS' },
    headers,
  });
  expect(refused.status).toBe(422);
});

test('a profile that was kept by older rules is still read', async () => {
  const { headers, id } = await signedInUser(stack);
  const sealed = encryptProfile(stack.runtime, id, { name: 'Ada', phone: '-----' });
  await stack.database.query('update users set profile_sealed = $1 where id = $2', [sealed, id]);
  const answer = await stack.call('/account', { headers });
  expect(answer.json()).toMatchObject({ name: 'Ada', phone: '-----' });
});

test('codes of six digits and backup codes are taken in the figures of any script, parted or not', async () => {
  const owner = await signedInUser(stack);
  const begun = Object((await post(stack, '/account/totp', { name: 'App\u00ad' }, owner.headers)).json());
  const codeNow = () =>
    new TOTP({ secret: begun.secret }).generate({ timestamp: stack.clock.now().getTime() });
  const confirmed = await post(
    stack,
    '/account/totp/confirm',
    { factor: begun.factor, code: inArabic(codeNow()) },
    owner.headers,
  );
  expect(confirmed.status, confirmed.text).toBe(200);
  const [backupCode = ''] = Object(confirmed.json()).backupCodes;
  for (const claim of [
    () => ({ kind: 'totp', code: parted(codeNow()) }),
    () => ({ kind: 'totp', code: inFullWidth(codeNow()) }),
    () => ({ kind: 'backup-code', code: inFullWidth(backupCode.toUpperCase()).replace('－', '‑') }),
  ]) {
    stack.clock.advance({ seconds: 60 });
    const { transaction } = Object((await signInAs(stack, owner.email)).json());
    const body = { transaction, claim: claim(), sessionAs: 'tokens' };
    const done = await stack.call('/auth/second-factor', { method: 'POST', from: newClient(), body });
    expect(tokensOf(done).accessToken).toMatch(/^eyJ/);
  }
});

test('a code by text message goes to a pasted number, and comes back in other figures', async () => {
  const { headers } = await signedInUser(stack);
  const begun = await post(
    stack,
    '/account/phones',
    { number: '\u202a(+33) 6\u202f12 34‑56 78\u202c' },
    headers,
  );
  expect(begun.status, begun.text).toBe(201);
  await vi.waitFor(() => expect(stack.sms.messages().at(-1)?.to).toBe('+33612345678'), {
    timeout: patienceMs,
  });
  const [digits = ''] = stack.sms.messages().at(-1)?.body.match(/\d{6}/) ?? [];
  const { factor } = Object(begun.json());
  const code = inArabic(digits);
  const confirmed = await post(stack, '/account/phones/confirm', { factor, code }, headers);
  expect(confirmed.status, confirmed.text).toBe(200);
});
