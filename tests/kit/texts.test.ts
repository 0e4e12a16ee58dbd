import { expect, test } from 'vitest';
import { addLater, setMidasTexts, textsFor } from '../../kit/texts/texts.ts';

/** All texts of a language, in the order of English. */
async function allTexts(language: string) {
  const texts = textsFor(language);
  await addLater(language, texts);
  return texts;
}

/** Every sentence of a language by its path, with its variables filled in. */
function sentencesOf(texts: object, path = ''): [path: string, sentence: string][] {
  return Object.entries(texts).flatMap(([name, text]): [string, string][] => {
    const here = `${path}${name}`;
    if (typeof text === 'function') return [1, 2].map((count) => [`${here} ${count}`, text(count, count)]);
    return typeof text === 'string' ? [[here, text]] : sentencesOf(text, `${here}.`);
  });
}

test.each(['fr', 'es'])('%s says everything that English says, and nothing in English', async (language) => {
  const english = new Map(sentencesOf(await allTexts('en')));
  const sentences = sentencesOf(await allTexts(language));
  expect(sentences.map(([path]) => path)).toEqual([...english.keys()]);
  const isSaid = ([path, sentence]: [string, string]) => sentence !== '' || path === 'per.booking';
  expect(sentences.filter((one) => !isSaid(one))).toEqual([]);
  const long = sentences.filter(([, sentence]) => sentence.length > 12);
  expect(long.filter(([path, sentence]) => english.get(path) === sentence)).toEqual([]);
});

test('French sets no ordinary space before its double marks', async () => {
  const wrong = sentencesOf(await allTexts('fr')).filter(([, sentence]) => / [:;!?»]|« /.test(sentence));
  expect(wrong).toEqual([]);
});

test('a text that a site replaces is the only one that changes', async () => {
  const before = new Map(sentencesOf(await allTexts('es')));
  setMidasTexts('es', { contact: { title: 'Hablemos' } });
  const changed = sentencesOf(await allTexts('es-MX')).filter(
    ([path, sentence]) => before.get(path) !== sentence,
  );
  expect(changed).toEqual([['contact.title', 'Hablemos']]);
});

test('a language that the kit does not speak begins as English', async () => {
  setMidasTexts('de', { contact: { send: 'Senden' } });
  expect((await allTexts('de-AT')).contact).toMatchObject({ send: 'Senden', message: 'Message' });
});

test('what a site has given stays when what is said later comes after it', async () => {
  setMidasTexts('fr', { view: { manage: 'Tout voir' } });
  const texts = await textsFor('fr');
  expect(texts.view).toMatchObject({ manage: 'Tout voir', none: expect.any(String) });
  await addLater('fr', Promise.resolve(texts));
  expect(texts.view).toMatchObject({ manage: 'Tout voir', thanks: expect.any(Function) });
  expect(texts.pay.title).toBe('Nous vous gardons ces dates');
});
