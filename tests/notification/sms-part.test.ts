import { expect, test } from 'vitest';
import { inOnePart, septetsOf } from '../../src/notification/channels/sms-part.ts';
import { languages } from '../../src/platform/languages.ts';
import { textsByLanguage } from '../../src/texts/mail.ts';

const names = [
  'Midas',
  'Fine Things',
  'Château de la Côte d’Azur — Locations « L’Émeraude »',
  'Alquileres Málaga, Córdoba y Cádiz',
  'Łódź Œuvre Ørsted Straße İzmir',
  '東京ヴィラ',
  'فلل دبي',
  'A'.repeat(200),
  '€'.repeat(100),
  '👑 Crown',
];

test.each(languages.flatMap((language) => names.map((name) => ({ language, name }))))(
  'a code in $language for $name goes out as one message of GSM characters',
  ({ language, name }) => {
    const text = inOnePart(name, 'www.a-rather-long-address-of-a-site.example', (fitted) =>
      textsByLanguage[language].user.code(fitted, '987654'),
    );
    expect(text).toContain('987654');
    expect(septetsOf(text), text).toBeLessThanOrEqual(160);
  },
);

test('a name keeps what the alphabet has, and loses no more than accents where it can', () => {
  const fitted = (name: string) => inOnePart(name, 'site.example', (given) => given);
  expect(fitted('Fine Things')).toBe('Fine Things');
  expect(fitted('Kitzbühel & Señor')).toBe('Kitzbühel & Señor');
  expect(fitted('Château d’Azur')).toBe("Chateau d'Azur");
  expect(fitted('Málaga')).toBe('Malaga');
  expect(fitted('東京')).toBe('site.example');
});

test('septets are counted as the standard has them', () => {
  expect(septetsOf('é')).toBe(1);
  expect(septetsOf('ó')).toBeUndefined();
  expect(septetsOf('€[')).toBe(4);
});
