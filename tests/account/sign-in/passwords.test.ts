import { afterAll, describe, expect, test } from 'vitest';
import { hashPassword, isPassword, longestPassword } from '../../../src/account/password/password.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  signedInUser,
  signInAs,
} from '../../support/account/accounts.ts';
import { useStack } from '../../support/harness/stack.ts';

/** Nobody gets a password that is soon guessed, at whichever door it is chosen. */
const stack = useStack();
afterAll(() => stack.functions.settled());

const untilLong = (unit: string, between = '') => {
  let text = unit;
  while ([...text].length < 15) text += between + unit;
  return text;
};
const words = [
  'password',
  'Football',
  'summer',
  'liverpool',
  'iloveyou',
  'welcome',
  'Ferrari',
  'motdepasse',
  'dragon',
];
const years = ['2026', '1987', '2026!!', '20262026'];
const own = ['Valentina', 'Rossi', 'valentina.rossi', 'FineThings', 'Fine Things'];

/** Kinds of passwords that are tried first, each with several of its members. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'known words, again and again': words.flatMap((word) => [
    untilLong(word),
    untilLong(word, ' '),
    untilLong(word, '1'),
  ]),
  'a known word and a year': words.flatMap((word) =>
    years.map((year) => untilLong(`${word}${year}`)).concat(untilLong(`2025${word}!`)),
  ),
  'two known words': ['sunshineprincess', 'Superman Batman', 'monkey and dragon', 'baseball.football'],
  'phrases that everybody knows, and beginnings of them': [
    'correcthorsebatterystaple',
    'Correct Horse Battery Staple 1',
    'c0rrect-h0rse-b4ttery',
    'thequickbrownfoxjumps',
    'maytheforcebewithyou!',
    'je pense donc je suis 2026',
    'esta es mi contraseña',
    '2026 to be or not to be',
    'ilovemywifeandkids',
  ],
  'letters written as figures': [
    'P@ssw0rdP@ssw0rd',
    'f00tb4ll f00tb4ll',
    'L1v3rp00l-2026!',
    '5unsh1ne5unsh1ne',
  ],
  'walks over the keyboard': [
    'qwertyuiopasdfgh',
    '1qaz2wsx3edc4rfv',
    '!QAZ2wsx#EDC4rfv',
    'azertyuiopqsdfgh',
    'zxcvbnm,./asdfgh',
    'poiuytrewqlkjhgf',
    'qazwsxedcrfvtgby',
    '1q2w3e4r5t6y7u8i',
    'qwertyqwerty2026',
    'asdf asdf asdf 1',
  ],
  sequences: [
    '0123456789012345',
    '9876543210987654',
    'abcdefgabcdefg12',
    'zyxwvutsrqponmlk',
    '1111222233334444',
  ],
  repetitions: [
    'aaaaaaaaaaaaaaab',
    'xyzxyzxyzxyzxyz1',
    'ababababababababc',
    '!!!!!!!!!!!!!!!!!',
    'k7k7k7k7k7k7k7k7',
  ],
  'days and dates': [
    'Monday2026Monday!',
    'décembre 2026!!',
    '01/02/1990 01/02',
    '19900101 19900101',
    'miércoles 2026!!',
  ],
  'a word nobody lists and a year': ['bienvenue2026!!!', 'Montpellier2026!', '2026 Zanzibar!!!'],
  'words of their own, and ours': own.flatMap((word) => [
    untilLong(word),
    untilLong(`${word}2026!`),
    untilLong(`${word}123`),
    untilLong(`my ${word}`),
  ]),
};

const profile = { email: 'valentina.rossi@people.example', name: 'Valentina Rossi' };

test.each(Object.entries(kinds))('%s are refused', async (_kind, members) => {
  const taken: string[] = [];
  for (const secret of members) {
    const answer = await post(stack, '/auth/register', { ...profile, password: secret });
    if (answer.status !== 422) taken.push(secret);
    else expect(answer.json()).toMatchObject({ errors: [{ field: 'password' }] });
  }
  expect(taken).toEqual([]);
});

test('phrases, and what a password manager makes, are taken', async () => {
  const refused: string[] = [];
  for (const secret of [
    'seven calm herons at dawn',
    'une lanterne dans sept ports',
    'mi gato duerme en la cocina',
    'kühle Nebel über Dächern',
    'purple monkey dishwasher',
    'xkqjzpwmvbtrlgh',
    'xK9#mQ2$vL7!pW4z',
    'hollow-Ferret-tango-41',
    'желтый трамвай едет',
    '这是一个很长的密码我自己想的啊啊',
  ]) {
    const answer = await post(stack, '/auth/register', { ...profile, email: newMail(), password: secret });
    if (answer.status !== 202) refused.push(`${secret}: ${answer.text}`);
  }
  expect(refused).toEqual([]);
});

describe('the same is refused', () => {
  const guessed = 'Summer2026Summer2026';
  const expectGuessed = (answer: { status: number; json(): unknown; text: string }) => {
    expect(answer.status, answer.text).toBe(422);
    expect(answer.text).toContain('first that somebody would guess');
  };

  test('when a password is changed', async () => {
    const { headers } = await signedInUser(stack);
    expectGuessed(
      await post(stack, '/account/password', { password: guessed, currentPassword: password }, headers),
    );
  });

  test('when it is set anew by mail', async () => {
    const { email } = await signedInUser(stack);
    await post(stack, '/auth/recover', { email });
    const token = await mailedToken(stack, 'password-reset', email);
    expectGuessed(await post(stack, '/auth/reset', { token, password: guessed }));
    expectGuessed(
      await post(stack, '/auth/reset', { token, password: untilLong(`${email.split('@')[0]}1`) }),
    );
  });

  test('when an invitation is accepted', async () => {
    const owner = await signedInUser(stack, 'owner');
    const email = newMail();
    const invited = await post(stack, '/invitations', { email, role: 'staff' }, owner.headers);
    expect(invited.status, invited.text).toBe(201);
    const token = await mailedToken(stack, 'invitation', email);
    expectGuessed(
      await post(stack, '/auth/invitations/accept', {
        token,
        password: guessed,
        name: 'Ada',
        sessionAs: 'tokens',
      }),
    );
  });
});

test('a change of the password asks for the present one, whatever proof was given, and lets nobody guess it', async () => {
  const { headers, email } = await signedInUser(stack);
  const next = 'eleven quiet green bicycles';
  const change = (claimed: object) =>
    post(stack, '/account/password', { password: next, ...claimed }, headers);
  for (const wrong of [{}, { currentPassword: '' }, { currentPassword: next }]) {
    const answer = await change(wrong);
    expect(answer.status, answer.text).toBe(422);
    expect(answer.json()).toMatchObject({ errors: [{ field: 'currentPassword' }] });
  }
  const changed = await change({ currentPassword: password });
  expect(changed.status, changed.text).toBe(200);
  expect((await signInAs(stack, email, next)).status).toBe(200);
  const guesses = await Promise.all(
    Array.from({ length: 15 }, (_, number) => change({ currentPassword: `guess ${number}` })),
  );
  expect(guesses.every(({ status }) => status === 422)).toBe(true);
  expect((await change({ currentPassword: next })).status).toBe(422);
});

test('a password longer than anybody’s is refused at sign-in without being worked on', async () => {
  const runtime = { ...stack.runtime, passwordCost: 12 };
  const kept = await hashPassword(runtime, 'seven wet otters drum');
  const processorMs = async (password: string) => {
    const start = process.cpuUsage();
    expect(await isPassword(runtime, password, kept)).toBe(false);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  const worked = await processorMs('a'.repeat(longestPassword));
  expect(await processorMs('a'.repeat(longestPassword + 1))).toBeLessThan(worked / 4);
});
