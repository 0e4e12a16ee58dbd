import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { TOTP } from 'otpauth';
import * as v from 'valibot';
import { createAuthenticator } from '../../dev/authenticator.ts';
import { accountSchema } from '../../src/account/account.ts';
import { signedInSchema } from '../../src/http/session/signed-in.ts';
import { ask, until } from './ask.ts';
import type { Steps } from './steps.ts';

interface Addresses {
  readonly site: string;
  readonly mailbox: string;
  readonly sms: string;
}

const mailSchema = v.array(v.object({ subject: v.string(), text: v.string() }));
const textsSchema = v.array(v.object({ to: v.string(), body: v.string() }));
const optionsSchema = v.object({ options: v.object({ challenge: v.string() }) });
const totpSchema = v.object({ factor: v.string(), secret: v.string() });
const confirmedSchema = v.object({ backupCodes: v.nullish(v.array(v.string()), []) });
const anySchema = v.object({});

const password = 'a lantern in seven harbours';
const newPassword = 'eleven quiet green bicycles';

/** The whole life of an account as an app lives it, over real HTTP: from the registration to its end. */
export async function liveThrough(steps: Steps, { site, mailbox, sms }: Addresses): Promise<void> {
  const api = `${site}/api/v1`;
  const email = `grace.${randomUUID().slice(0, 8)}@people.example`;
  let bearer: Record<string, string> = {};

  /** The secret that a mail to this person brings, by the page its link leads to. */
  async function mailed(page: string): Promise<string> {
    const look = async () => {
      const mails = await ask(`${mailbox}/api/messages?to=${encodeURIComponent(email)}`, mailSchema);
      const link = new RegExp(`${site}/account/${page}/#(\\S+)`);
      return mails.map(({ text }) => link.exec(text)?.[1]).find(Boolean);
    };
    return until(`the mail with the link to ${page}`, look, steps.say);
  }
  const post = <S extends v.GenericSchema>(path: string, schema: S, body: object = {}) =>
    ask(`${api}${path}`, schema, body, bearer);
  const account = () => ask(`${api}/account`, accountSchema, undefined, bearer);

  /** Takes over the session of an answer; answers the transaction where a second factor is asked for first. */
  function enter(answer: v.InferOutput<typeof signedInSchema>): string | undefined {
    if (answer.outcome === 'second-factor-needed') return answer.transaction;
    if (!('accessToken' in answer.session)) throw new Error('no tokens came');
    bearer = { Authorization: `Bearer ${answer.session.accessToken}` };
    return undefined;
  }
  async function signIn(secret: string): Promise<string | undefined> {
    bearer = {};
    return enter(
      await post('/auth/sign-in', signedInSchema, { email, password: secret, sessionAs: 'tokens' }),
    );
  }

  await steps.run('register', async () => {
    await post('/auth/register', anySchema, { email, password, name: 'Grace Hopper' });
    return { saw: `a link is on its way to ${email}`, result: undefined };
  });

  await steps.run('verify', async () => {
    const token = await mailed('verify');
    enter(await post('/auth/verify', signedInSchema, { token, password, sessionAs: 'tokens' }));
    const { role, factors } = await account();
    return { saw: `an account with the role ${role} and ${factors.length} factors`, result: undefined };
  });

  await steps.run('sign in', async () => {
    await post('/auth/sign-out', anySchema);
    await signIn(password);
    return { saw: `signed in as ${(await account()).email}`, result: undefined };
  });

  const { secret, backupCodes } = await steps.run('second factor: an app', async () => {
    const begun = await post('/account/totp', totpSchema);
    const confirmed = await post('/account/totp/confirm', confirmedSchema, {
      factor: begun.factor,
      code: await nextCode(begun.secret, steps.say),
    });
    return {
      saw: `confirmed, with ${confirmed.backupCodes.length} backup codes`,
      result: { secret: begun.secret, backupCodes: confirmed.backupCodes },
    };
  });

  await steps.run('second factor: a code of the app', async () => {
    const transaction = await signIn(password);
    const claim = { kind: 'totp', code: await nextCode(secret, steps.say) };
    enter(await post('/auth/second-factor', signedInSchema, { transaction, claim, sessionAs: 'tokens' }));
    return { saw: `signed in as ${(await account()).email}`, result: undefined };
  });

  await steps.run('second factor: a backup code', async () => {
    const transaction = await signIn(password);
    const claim = { kind: 'backup-code', code: backupCodes[0] };
    enter(await post('/auth/second-factor', signedInSchema, { transaction, claim, sessionAs: 'tokens' }));
    return { saw: `${(await account()).backupCodesLeft} are left`, result: undefined };
  });

  await steps.run('second factor: a text message', async () => {
    const number = `+336${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    const { factor } = await post('/account/phones', v.object({ factor: v.string() }), { number });
    const look = async () => {
      const texts = await ask(`${sms}/api/messages`, textsSchema);
      return texts.filter(({ to }) => to === number).map(({ body }) => /\d{6}/.exec(body)?.[0])[0];
    };
    const code = await until('the text message', look, steps.say);
    await post('/account/phones/confirm', confirmedSchema, { factor, code });
    return { saw: `the code came to ${number}`, result: undefined };
  });

  await steps.run('recover', async () => {
    bearer = {};
    await post('/auth/recover', anySchema, { email });
    const token = await mailed('reset');
    await post('/auth/reset', anySchema, { token, password: newPassword });
    const transaction = await signIn(newPassword);
    const claim = { kind: 'backup-code', code: backupCodes[1] };
    enter(await post('/auth/second-factor', signedInSchema, { transaction, claim, sessionAs: 'tokens' }));
    return { saw: 'the new password signs in, and the second factor still stands', result: undefined };
  });

  await steps.run('passkey', async () => {
    const device = createAuthenticator(site);
    const { options } = await post('/account/passkeys/options', optionsSchema);
    await post('/account/passkeys', confirmedSchema, { name: 'Laptop', response: device.create(options) });
    bearer = {};
    const asked = await post('/auth/passkey/options', optionsSchema);
    const response = device.get(asked.options);
    enter(await post('/auth/passkey', signedInSchema, { response, sessionAs: 'tokens' }));
    return { saw: `signed in by it alone; ${(await account()).factors.length} factors`, result: undefined };
  });

  await steps.run('Google', async () => {
    const jar = new Map<string, string>();
    const began = await fetch(`${api}/auth/providers/google`, { redirect: 'manual' });
    keep(jar, began);
    const choice = new URL(began.headers.get('Location') ?? '');
    const fields = new URLSearchParams(choice.searchParams);
    fields.set('email', email);
    fields.set('name', 'Grace Hopper');
    const chosen = await fetch(`${choice.origin}${choice.pathname}`, {
      method: 'POST',
      body: fields,
      redirect: 'manual',
    });
    const back = chosen.headers.get('Location') ?? '';
    const came = await fetch(back, { redirect: 'manual', headers: { Cookie: cookies(jar) } });
    keep(jar, came);
    const landed = new URL(came.headers.get('Location') ?? '');
    // The account has a second factor, which Google does not take the place of.
    const transaction = new URLSearchParams(landed.hash.slice(1)).get('transaction');
    if (!transaction) throw new Error(`Google leads to ${landed.href}`);
    bearer = {};
    const claim = { kind: 'backup-code', code: backupCodes[2] };
    enter(await post('/auth/second-factor', signedInSchema, { transaction, claim, sessionAs: 'tokens' }));
    const { identities } = await account();
    return { saw: `linked: ${identities.join(', ')}; the second factor was asked for`, result: undefined };
  });

  await steps.run('close', async () => {
    await post('/account/close', anySchema);
    bearer = {};
    const refused = await fetch(`${api}/auth/sign-in`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password: newPassword, sessionAs: 'tokens' }),
    });
    if (refused.status !== 401) throw new Error(`signing in again answered ${refused.status}`);
    return { saw: 'nobody signs in any more', result: undefined };
  });
}

const periodMs = 30_000;
let spentPeriod = 0;

/** What the app shows, as a person types it: a code is good once and in its own half minute, so a fresh one is waited for, with time left. */
async function nextCode(secret: string, say: (line: string) => void): Promise<string> {
  const now = () => Math.floor(Date.now() / periodMs);
  if (now() === spentPeriod) say('...   waiting for the next code of the app');
  while (now() === spentPeriod || periodMs - (Date.now() % periodMs) < 10_000) await setTimeout(250);
  spentPeriod = now();
  return new TOTP({ secret }).generate();
}

function keep(jar: Map<string, string>, answer: Response): void {
  for (const line of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    jar.set(name, value);
  }
}

function cookies(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}
