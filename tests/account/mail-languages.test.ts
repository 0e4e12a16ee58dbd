import { expect, test } from 'vitest';
import type { Purpose } from '../../src/account/one-time-token.ts';
import type { SecurityAlertTemplate } from '../../src/account/security/security-alert.ts';
import type { MailTemplate } from '../../src/outbox/kinds.ts';
import { type Language, languages } from '../../src/platform/languages.ts';
import { deliverDue } from '../../src/workflows/message/deliver.ts';
import { linked, mailsTo, userSpeaking, writeLink, writeNotice } from '../support/account/account-mails.ts';
import { newMail, password, post, signedInUser } from '../support/account/accounts.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

const greetings = { en: 'Dear Ada Example,', fr: 'Bonjour Ada Example,', es: 'Buenos días, Ada Example:' };

/** Each letter: what goes with it, and what it says in each language. */
const notices: readonly [SecurityAlertTemplate, object, Record<Language, readonly [string, string]>][] = [
  [
    'user-new-device',
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
    'user-password-changed',
    {},
    {
      en: ['Your password for Fine Things has changed', 'If it was you, there is nothing to do.'],
      fr: ['Votre mot de passe pour Fine Things a changé', 'Si c’était vous, vous n’avez rien à faire.'],
      es: ['Su contraseña para Fine Things ha cambiado', 'Si ha sido usted, no tiene que hacer nada.'],
    },
  ],
  [
    'user-email-changed',
    {},
    {
      en: ['The address of your account with Fine Things has changed', 'This gives you your address back'],
      fr: ['L’adresse de votre compte chez Fine Things a changé', 'Votre adresse vous sera rendue'],
      es: ['La dirección de su cuenta en Fine Things ha cambiado', 'Recuperará su dirección'],
    },
  ],
  [
    'user-factor-added',
    { kind: 'passkey', name: 'My laptop' },
    {
      en: ['Another way to sign in to Fine Things was added', 'a passkey (My laptop)'],
      fr: ['Un moyen de connexion a été ajouté\u00a0: Fine Things', 'une clé d’accès (My laptop)'],
      es: ['Se ha añadido una forma de iniciar sesión en Fine Things', 'una clave de acceso (My laptop)'],
    },
  ],
  [
    'user-factor-added',
    { kind: 'backup-codes' },
    {
      en: ['Another way to sign in to Fine Things was added', 'new backup codes'],
      fr: ['Un moyen de connexion a été ajouté\u00a0: Fine Things', 'de nouveaux codes de secours'],
      es: ['Se ha añadido una forma de iniciar sesión en Fine Things', 'nuevos códigos de recuperación'],
    },
  ],
  [
    'user-api-key-made',
    { kind: 'api-key', name: 'Till' },
    {
      en: ['A key for machines was made at Fine Things', 'a key for machines (Till)'],
      fr: ['Une clé pour machines a été créée\u00a0: Fine Things', 'une clé pour machines (Till)'],
      es: ['Se ha creado una clave para máquinas en Fine Things', 'una clave para máquinas (Till)'],
    },
  ],
  [
    'user-factor-removed',
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
    'user-identity-linked',
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
      const { id, email } = await userSpeaking(stack, language);
      await writeNotice(stack, template, id, details);
      await deliverDue(stack.runtime);
      const [mail, ...others] = await mailsTo(stack, email);
      expect(others).toEqual([]);
      expect(mail?.subject).toBe(said[language][0]);
      expect(mail?.text).toContain(said[language][1]);
      expect(mail?.text).toContain(greetings[language]);
      expect(mail?.html).toContain(`<html lang="${language}">`);
      expect(
        (await post(stack, '/auth/not-me', { token: await linked(stack, email, 'not-me') })).status,
      ).toBe(200);
    }
  },
);

const links: readonly [MailTemplate, Purpose, string, object, Record<Language, readonly [string, string]>][] =
  [
    [
      'user-registration',
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
      'user-email-change',
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
      'user-invitation',
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
      await writeLink(stack, template, purpose, email, { language, ...data });
      await deliverDue(stack.runtime);
      const [mail, ...others] = await mailsTo(stack, email);
      expect(others).toEqual([]);
      expect(mail?.subject).toBe(said[language][0]);
      expect(mail?.text).toContain(said[language][1]);
      expect(mail?.text).not.toContain('Ada Example');
      await linked(stack, email, page);
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
    const { email } = await userSpeaking(stack, language);
    await post(stack, '/auth/recover', { email });
    await post(stack, '/auth/register', { email, password, name: 'Mallory', language });
    const [first, second] = await mailsTo(stack, email);
    expect(first?.subject).toBe(recovery);
    expect(first?.text).toContain(life);
    await linked(stack, email, 'reset');
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
    const { email, headers } = await userSpeaking(stack, language);
    expect((await post(stack, '/account/close', {}, headers)).status).toBe(200);
    const [mail] = await mailsTo(stack, email);
    expect(mail?.subject).toBe(subject);
    expect(mail?.text).toContain(said);
    expect(mail?.text).toContain('/account/reopen/#');
  },
);

test('an invitation names who gave it', async () => {
  const inviter = await signedInUser(stack, 'owner');
  const email = newMail();
  await writeLink(stack, 'user-invitation', 'invitation', email, { role: 'staff', invitedBy: inviter.id });
  await deliverDue(stack.runtime);
  expect((await mailsTo(stack, email))[0]?.text).toContain(
    'Ada Example invites you to the back office of Fine Things as staff.',
  );
});
