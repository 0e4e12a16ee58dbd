import { expect, test } from 'vitest';
import { setMidasTexts, textsFor } from '../../kit/texts/texts.ts';

/** Every sentence of a language by its path, with its variables filled in. */
function sentencesOf(texts: object, path = ''): [path: string, sentence: string][] {
  return Object.entries(texts).flatMap(([name, text]): [string, string][] => {
    const here = `${path}${name}`;
    if (typeof text === 'function') return [1, 2].map((count) => [`${here} ${count}`, text(count, count)]);
    return typeof text === 'string' ? [[here, text]] : sentencesOf(text, `${here}.`);
  });
}

test.each(['fr', 'es'])('%s says everything that English says, and nothing in English', (language) => {
  const english = new Map(sentencesOf(textsFor('en')));
  const sentences = sentencesOf(textsFor(language));
  expect(sentences.map(([path]) => path)).toEqual([...english.keys()]);
  const isSaid = ([path, sentence]: [string, string]) => sentence !== '' || path === 'per.booking';
  expect(sentences.filter((one) => !isSaid(one))).toEqual([]);
  const long = sentences.filter(([, sentence]) => sentence.length > 12);
  expect(long.filter(([path, sentence]) => english.get(path) === sentence)).toEqual([]);
});

test('French sets no ordinary space before its double marks', () => {
  const wrong = sentencesOf(textsFor('fr')).filter(([, sentence]) => / [:;!?»]|« /.test(sentence));
  expect(wrong).toEqual([]);
});

test('a text that a site replaces is the only one that changes', () => {
  const before = new Map(sentencesOf(textsFor('es')));
  setMidasTexts('es', { contact: { title: 'Hablemos' } });
  const changed = sentencesOf(textsFor('es-MX')).filter(([path, sentence]) => before.get(path) !== sentence);
  expect(changed).toEqual([['contact.title', 'Hablemos']]);
});

test('a language that the kit does not speak begins as English', () => {
  setMidasTexts('de', { contact: { send: 'Senden' } });
  expect(textsFor('de-AT').contact).toMatchObject({ send: 'Senden', message: 'Message' });
});
