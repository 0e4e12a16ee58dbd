import { type SQL, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { keepOneTimeToken, newOneTimeToken, type Purpose } from '../../src/account/one-time-token.ts';
import { type SecurityAlertTemplate, securityAlert } from '../../src/account/security/security-alert.ts';
import { enqueue } from '../../src/outbox/enqueue.ts';
import type { MailTemplate } from '../../src/outbox/kinds.ts';
import { newId } from '../../src/platform/ids.ts';
import { encrypt } from '../../src/platform/keys.ts';
import { type Language, languages } from '../../src/platform/languages.ts';
import { deliverDue } from '../../src/workflows/message/deliver.ts';
import { newMail, password, post, signedInPerson, signInAs, tokensOf } from '../support/accounts.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack();

async function mailsTo(address: string) {
  await stack.functions.settled();
  const mails = stack.mailbox.messages().filter(({ to }) => to.includes(address));
  return mails.sort((a, b) => (a.messageId ?? '').localeCompare(b.messageId ?? ''));
}

/** The secret behind the link of a mail. */
async function linked(address: string, page: string): Promise<string> {
  const mail = (await mailsTo(address)).find(({ text }) => text?.includes(`/account/${page}/#`));
  const secret = new RegExp(`/account/${page}/#(\\S+)`).exec(mail?.text ?? '')?.[1];
  if (!secret) throw new Error(`no mail to ${address} leads to ${page}`);
  return secret;
}

test('the mails of a life bring the secrets that open its doors, each in the language of the person', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada', language: 'fr' });
  const [first] = await mailsTo(email);
  expect(first?.subject).toBe('Merci de confirmer votre adresse pour Fine Things');
  const token = await linked(email, 'verify');
  expect((await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' })).status).toBe(201);

  await post(stack, '/auth/recover', { email });
  const other = 'eleven quiet green bicycles';
  const reset = await post(stack, '/auth/reset', { token: await linked(email, 'reset'), password: other });
  expect(reset.status, reset.text).toBe(200);
  const notMe = await linked(email, 'not-me');
  expect((await post(stack, '/auth/not-me', { token: notMe })).status).toBe(200);
  expect((await signInAs(stack, email, other)).status).toBe(401);
  const subjects = (await mailsTo(email)).map(({ subject }) => subject);
  expect(subjects).toEqual([
    'Merci de confirmer votre adresse pour Fine Things',
    'Un nouveau mot de passe pour Fine Things',
    'Votre mot de passe pour Fine Things a changé',
    'Un nouveau mot de passe pour Fine Things',
  ]);
});

test('an address without an account gets no mail when somebody wants to recover it, or a link again', async () => {
  const email = newMail();
  await post(stack, '/auth/recover', { email });
  await post(stack, '/auth/resend', { email });
  expect(await mailsTo(email)).toEqual([]);
  const { rows } = await stack.database.query(
    `select status from outbox where template like 'person-%' and status not in ('sent', 'not-needed')`,
  );
  expect(rows).toEqual([]);
});

test('a link that is wanted again is the one of the newest registration', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  await stack.functions.settled();
  await stack.mailbox.clear();
  await post(stack, '/auth/resend', { email });
  const token = await linked(email, 'verify');
  expect((await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' })).status).toBe(201);
  await stack.mailbox.clear();
  await post(stack, '/auth/resend', { email });
  expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
    'You already have an account with Fine Things',
  ]);
});

test('who has an account learns that somebody wants to register or take its address, and nobody else does', async () => {
  const { email } = await signedInPerson(stack);
  await post(stack, '/auth/register', { email, password, name: 'Mallory' });
  const mallory = await signedInPerson(stack);
  await post(stack, '/account/email', { email }, mallory.headers);
  expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
    'You already have an account with Fine Things',
    'This address already has an account with Fine Things',
  ]);
  expect(await mailsTo(mallory.email)).toEqual([]);
});

test('a device that is new to somebody who has signed in before is told, with where it is', async () => {
  const { email } = await signedInPerson(stack);
  const answer = await post(
    stack,
    '/auth/sign-in',
    { email, password, sessionAs: 'tokens' },
    { 'User-Agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0' },
  );
  expect(answer.status).toBe(200);
  const [mail] = await mailsTo(email);
  expect(mail?.subject).toBe('A new device has signed in to Fine Things');
  expect(mail?.text).toContain('Firefox on macOS');
  expect(mail?.text).toMatch(/^Time: \w+, \d.* at \d\d:\d\d \(Coordinated Universal Time\)$/m);
  await linked(email, 'not-me');
});

/** Writes a letter with a link, by the statements that the routes use. */
async function writeLink(template: MailTemplate, purpose: Purpose, email: string, data: object = {}) {
  const token = newOneTimeToken(stack.runtime, purpose);
  const kept = { email: sql`${email}`, data: sql`${JSON.stringify(data)}::jsonb` };
  await stack.runtime.database.query(sql`
    with source as (select), kept as (${keepOneTimeToken(stack.runtime, token, sql`source`, kept)}),
    told as (${enqueue(stack.runtime, template, sql`id`, sql`kept`)}) select`);
}

/** Writes a notice to a person, as it goes with whatever has happened to them. */
async function writeNotice(template: SecurityAlertTemplate, id: string, details: object = {}) {
  const source: SQL = sql`people where id = ${id}`;
  const data = sql`${JSON.stringify(details)}::jsonb`;
  await stack.runtime.database.query(
    sql`with source as (select) ${securityAlert(stack.runtime, template, source, data)} select`,
  );
}

async function personSpeaking(language: Language) {
  const person = await signedInPerson(stack);
  const answer = await stack.call('/account', {
    method: 'PATCH',
    body: { language },
    headers: person.headers,
  });
  expect(answer.status, answer.text).toBe(200);
  return person;
}

const greetings = { en: 'Dear Ada Example,', fr: 'Bonjour Ada Example,', es: 'Buenos días, Ada Example:' };

/** Each letter: what goes with it, and what it says in each language. */
const notices: readonly [SecurityAlertTemplate, object, Record<Language, readonly [string, string]>][] = [
  [
    'person-new-device',
    { device: 'Firefox on Windows', place: 'Antibes, France' },
    {
      en: [
        'A new device has signed in to Fine Things',
        'Device: Firefox on Windows\nPlace: Antibes, France\n',
      ],
      fr: ['Connexion depuis un nouvel appareil\u00a0: Fine Things', 'Lieu\u00a0: Antibes, France\n'],
      es: ['Inicio de sesión desde un dispositivo nuevo: Fine Things', 'Lugar: Antibes, France\n'],
    },
  ],
  [
    'person-password-changed',
    {},
    {
      en: ['Your password for Fine Things has changed', 'If it was you, there is nothing to do.'],
      fr: ['Votre mot de passe pour Fine Things a changé', 'Si c’était vous, vous n’avez rien à faire.'],
      es: ['Su contraseña para Fine Things ha cambiado', 'Si ha sido usted, no tiene que hacer nada.'],
    },
  ],
  [
    'person-email-changed',
    {},
    {
      en: ['The address of your account with Fine Things has changed', 'This gives you your address back'],
      fr: ['L’adresse de votre compte chez Fine Things a changé', 'Votre adresse vous sera rendue'],
      es: ['La dirección de su cuenta en Fine Things ha cambiado', 'Recuperará su dirección'],
    },
  ],
  [
    'person-factor-added',
    { kind: 'passkey', name: 'My laptop' },
    {
      en: ['Another way to sign in to Fine Things was added', 'a passkey (My laptop)'],
      fr: ['Un moyen de connexion a été ajouté\u00a0: Fine Things', 'une clé d’accès (My laptop)'],
      es: ['Se ha añadido una forma de iniciar sesión en Fine Things', 'una clave de acceso (My laptop)'],
    },
  ],
  [
    'person-factor-added',
    { kind: 'backup-codes' },
    {
      en: ['Another way to sign in to Fine Things was added', 'new backup codes'],
      fr: ['Un moyen de connexion a été ajouté\u00a0: Fine Things', 'de nouveaux codes de secours'],
      es: ['Se ha añadido una forma de iniciar sesión en Fine Things', 'nuevos códigos de recuperación'],
    },
  ],
  [
    'person-api-key-made',
    { kind: 'api-key', name: 'Till' },
    {
      en: ['A key for machines was made at Fine Things', 'a key for machines (Till)'],
      fr: ['Une clé pour machines a été créée\u00a0: Fine Things', 'une clé pour machines (Till)'],
      es: ['Se ha creado una clave para máquinas en Fine Things', 'una clave para máquinas (Till)'],
    },
  ],
  [
    'person-factor-removed',
    { kind: 'totp', name: 'Old phone' },
    {
      en: ['A way to sign in to Fine Things was removed', 'an authenticator app (Old phone)'],
      fr: [
        'Un moyen de connexion a été retiré\u00a0: Fine Things',
        'une application d’authentification (Old phone)',
      ],
      es: [
        'Se ha quitado una forma de iniciar sesión en Fine Things',
        'una aplicación de autenticación (Old phone)',
      ],
    },
  ],
  [
    'person-identity-linked',
    { provider: 'google' },
    {
      en: ['You can now sign in to Fine Things with Google', 'This takes it away again'],
      fr: ['Vous pouvez vous connecter à Fine Things avec Google', 'Il sera retiré'],
      es: ['Ya puede iniciar sesión en Fine Things con Google', 'Se quitará de su cuenta'],
    },
  ],
];

test.each(languages)(
  'notices name what happened, greet by name and lead to "it was not me": %s',
  async (language) => {
    for (const [template, details, said] of notices) {
      const { id, email } = await personSpeaking(language);
      await writeNotice(template, id, details);
      await deliverDue(stack.runtime);
      const [mail, ...others] = await mailsTo(email);
      expect(others).toEqual([]);
      expect(mail?.subject).toBe(said[language][0]);
      expect(mail?.text).toContain(said[language][1]);
      expect(mail?.text).toContain(greetings[language]);
      expect(mail?.html).toContain(`<html lang="${language}">`);
      expect((await post(stack, '/auth/not-me', { token: await linked(email, 'not-me') })).status).toBe(200);
    }
  },
);

const links: readonly [MailTemplate, Purpose, string, object, Record<Language, readonly [string, string]>][] =
  [
    [
      'person-registration',
      'registration',
      'verify',
      {},
      {
        en: ['Please confirm your address for Fine Things', 'good for 24 hours'],
        fr: ['Merci de confirmer votre adresse pour Fine Things', 'valable 24 heures'],
        es: ['Confirme su dirección para Fine Things', 'válido durante 24 horas'],
      },
    ],
    [
      'person-email-change',
      'email-change',
      'confirm-email',
      {},
      {
        en: ['Please confirm your new address for Fine Things', 'good for 24 hours'],
        fr: ['Merci de confirmer votre nouvelle adresse pour Fine Things', 'valable 24 heures'],
        es: ['Confirme su nueva dirección para Fine Things', 'válido durante 24 horas'],
      },
    ],
    [
      'person-invitation',
      'invitation',
      'invitation',
      { role: 'manager' },
      {
        en: [
          'You are invited to work with Fine Things',
          'Fine Things invites you to its back office as manager.',
        ],
        fr: ['Une invitation à travailler avec Fine Things', 'avec le rôle suivant\u00a0: responsable.'],
        es: ['Le invitan a trabajar con Fine Things', 'con este papel: responsable.'],
      },
    ],
  ];

test.each(languages)(
  'letters with a link say how long it is good, in the language asked for: %s',
  async (language) => {
    for (const [template, purpose, page, data, said] of links) {
      const email = newMail();
      await writeLink(template, purpose, email, { language, ...data });
      await deliverDue(stack.runtime);
      const [mail, ...others] = await mailsTo(email);
      expect(others).toEqual([]);
      expect(mail?.subject).toBe(said[language][0]);
      expect(mail?.text).toContain(said[language][1]);
      expect(mail?.text).not.toContain('Ada Example');
      await linked(email, page);
    }
  },
);

test.each([
  [
    'en',
    'A new password for Fine Things',
    'You already have an account with Fine Things',
    'good for 30 minutes',
  ],
  [
    'fr',
    'Un nouveau mot de passe pour Fine Things',
    'Vous avez déjà un compte chez Fine Things',
    'valable 30 minutes',
  ],
  [
    'es',
    'Una contraseña nueva para Fine Things',
    'Ya tiene una cuenta en Fine Things',
    'válido durante 30 minutos',
  ],
] as const)(
  'who has an account gets a link for a new password, and no registration but both ways in: %s',
  async (language, recovery, registered, life) => {
    const { email } = await personSpeaking(language);
    await post(stack, '/auth/recover', { email });
    await post(stack, '/auth/register', { email, password, name: 'Mallory', language });
    const [first, second] = await mailsTo(email);
    expect(first?.subject).toBe(recovery);
    expect(first?.text).toContain(life);
    await linked(email, 'reset');
    expect(second?.subject).toBe(registered);
    for (const page of ['sign-in', 'recover'])
      expect(second?.text).toMatch(new RegExp(`/account/${page}/$`, 'm'));
    expect(second?.text, 'no secret, and not the name that was typed').not.toMatch(/#ott_|Mallory/);
  },
);

test.each([
  ['en', 'Your account with Fine Things is closed', 'If it was not you, or you have changed your mind'],
  ['fr', 'Votre compte chez Fine Things est fermé', 'Si ce n’était pas vous, ou si vous avez changé d’avis'],
  ['es', 'Su cuenta en Fine Things está cerrada', 'Si no ha sido usted, o ha cambiado de idea'],
] as const)(
  'a closed account is told to the address that it had, with the link that opens it again: %s',
  async (language, subject, said) => {
    const { email, headers } = await personSpeaking(language);
    expect((await post(stack, '/account/close', {}, headers)).status).toBe(200);
    const [mail] = await mailsTo(email);
    expect(mail?.subject).toBe(subject);
    expect(mail?.text).toContain(said);
    expect(mail?.text).toContain('/account/reopen/#');
  },
);

test('an invitation names who gave it', async () => {
  const inviter = await signedInPerson(stack, 'owner');
  const email = newMail();
  await writeLink('person-invitation', 'invitation', email, { role: 'staff', invitedBy: inviter.id });
  await deliverDue(stack.runtime);
  expect((await mailsTo(email))[0]?.text).toContain(
    'Ada Example invites you to the back office of Fine Things as staff.',
  );
});

test('the link to the new address takes it, and the letter to the old one gives it back', async () => {
  const { email, headers } = await signedInPerson(stack);
  const thiefs = newMail();
  expect((await post(stack, '/account/email', { email: thiefs }, headers)).status).toBe(202);
  const token = await linked(thiefs, 'confirm-email');
  expect((await mailsTo(thiefs))[0]?.text, 'no name to an address that is not proved').not.toContain(
    'Ada Example',
  );
  const confirmed = await post(stack, '/auth/confirm-email', { token }, headers);
  expect(confirmed.status, confirmed.text).toBe(200);
  const [told] = await mailsTo(email);
  expect(told?.subject).toBe('The address of your account with Fine Things has changed');
  expect(told?.text).toContain('Dear Ada Example,');
  const notMe = await linked(email, 'not-me');
  expect((await post(stack, '/auth/not-me', { token: notMe })).status).toBe(200);
  const other = 'eleven quiet green bicycles';
  const reset = { token: await linked(email, 'reset'), password: other };
  expect((await post(stack, '/auth/reset', reset)).status).toBe(200);
  expect((await signInAs(stack, email, other)).status).toBe(200);
});

test('"it was not me" under an added factor takes that factor away', async () => {
  const { id, email } = await signedInPerson(stack);
  const { clock, config, random } = stack.runtime;
  const factor = newId('factor', clock.now(), random);
  await stack.database.query(
    `insert into factors (id, person_id, kind, name, secret_sealed, created_at, confirmed_at) values ($1, $2, 'totp', 'App', $3, $4, $4)`,
    [factor, id, encrypt(config.keys, random, factor, 'GEZDGNBVGY3TQOJQ'), clock.now()],
  );
  await writeNotice('person-factor-added', id, { factor, kind: 'totp', name: 'App' });
  await deliverDue(stack.runtime);
  expect((await post(stack, '/auth/not-me', { token: await linked(email, 'not-me') })).status).toBe(200);
  const { rows } = await stack.database.query('select id from factors where person_id = $1', [id]);
  expect(rows).toEqual([]);
});

test('who asks for the address that they have is told no lie about another account', async () => {
  const { email, headers } = await signedInPerson(stack);
  expect((await post(stack, '/account/email', { email }, headers)).status).toBe(202);
  const [mail] = await mailsTo(email);
  expect(mail?.text).toContain(
    'Somebody wanted to make this the address of an account with Fine Things. It already has one, which is yours.',
  );
});

test('what a thief calls a factor adds neither lines nor markup', async () => {
  const { id, email } = await signedInPerson(stack);
  await writeNotice('person-factor-added', id, { kind: 'sms', name: 'x)\r\n\nIt was you <b>all</b> along' });
  await deliverDue(stack.runtime);
  const [mail] = await mailsTo(email);
  expect(mail?.text).toContain('(x) It was you <b>all</b> along)');
  expect(mail?.html).not.toContain('<b>');
});

test('a link that is dead when its letter could go out is not sent; a notice is, without the link', async () => {
  const { id, email } = await signedInPerson(stack);
  const stranger = newMail();
  await writeLink('person-registration', 'registration', stranger);
  await writeLink('person-email-change', 'email-change', stranger);
  await writeLink('person-invitation', 'invitation', stranger, { role: 'staff' });
  await writeLink('person-recovery', 'password-reset', email);
  await writeLink('person-registration', 'registration', email);
  await writeNotice('person-password-changed', id);
  stack.clock.advance({ days: 8 });
  await deliverDue(stack.runtime);
  expect(await mailsTo(stranger)).toEqual([]);
  const [mail, ...others] = await mailsTo(email);
  expect(others).toEqual([]);
  expect(mail?.subject).toBe('Your password for Fine Things has changed');
  expect(mail?.text).not.toContain('/account/');
  const { rows } = await stack.database.query(
    `select status from outbox where status not in ('sent', 'not-needed')`,
  );
  expect(rows).toEqual([]);
});

test('a link that was used is not sent a second time, nor called an account that somebody else made', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  const token = await linked(email, 'verify');
  expect((await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' })).status).toBe(201);
  await stack.mailbox.clear();
  await stack.database.query(
    `update outbox o set status = 'pending' from one_time_tokens t where t.id = o.subject_id and t.email = $1`,
    [email],
  );
  await deliverDue(stack.runtime);
  expect(await mailsTo(email)).toEqual([]);
});

test('a registration that was used, or tried too often, is not sent again', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  const token = await linked(email, 'verify');
  const verified = await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' });
  const headers = { Authorization: `Bearer ${tokensOf(verified).accessToken}` };
  expect((await post(stack, '/account/close', {}, headers)).status).toBe(200);
  await stack.functions.settled();
  const stranger = newMail();
  await writeLink('person-registration', 'registration', stranger);
  await deliverDue(stack.runtime);
  await stack.database.query('update one_time_tokens set attempts = 5 where email = $1', [stranger]);
  await stack.mailbox.clear();
  for (const address of [email, stranger]) {
    await post(stack, '/auth/resend', { email: address });
    expect(await mailsTo(address)).toEqual([]);
  }
});
