import { beforeAll, expect, test } from 'vitest';
import { documentOf } from '../../netlify/functions/api/openapi.ts';

/** The document as JSON has it: what is undefined is not there. */
let document: ReturnType<typeof documentOf>;
beforeAll(() => {
  document = JSON.parse(JSON.stringify(documentOf('https://fine-things.example')));
});

type Node = Readonly<Record<string, unknown>>;

/** Every object of the document, with where it stands. */
function* nodes(part: unknown, at = '#'): Generator<{ at: string; node: Node }> {
  if (part === null || typeof part !== 'object') return;
  if (!Array.isArray(part)) yield { at, node: { ...part } };
  for (const [name, inner] of Object.entries(part)) yield* nodes(inner, `${at}/${name}`);
}

/** The schemas of objects, which have properties by name. */
const objects = () =>
  [...nodes(document)].filter(
    ({ node }) => node.type === 'object' && Object.keys(Object(node.properties)).length > 0,
  );

test('every property says what it stands for, and so does every parameter and every shared schema', () => {
  const untold = objects().flatMap(({ at, node }) =>
    Object.entries(Object(node.properties)).flatMap(([name, property]) =>
      isTold(property) ? [] : [`${at} ${name}`],
    ),
  );
  expect(untold).toEqual([]);
  const parameters = [...nodes(document.paths)].filter(({ node }) => 'in' in node && 'schema' in node);
  expect(parameters.length).toBeGreaterThan(50);
  expect(parameters.filter(({ node }) => !isTold(node)).map(({ at }) => at)).toEqual([]);
  const shared = Object.entries(document.components.schemas);
  expect(shared.filter(([, schema]) => !isTold(schema)).map(([name]) => name)).toEqual([]);
});

const isTold = (schema: unknown) => /^[A-Z`“].+\.$/s.test(String(Object(schema).description));

test('a shape stands there once: what several have is shared under its name', () => {
  const places = Map.groupBy(objects(), ({ node: { description: _, ...shape } }) => JSON.stringify(shape));
  const twice = [...places.values()].filter((found) => found.length > 1);
  expect(twice.map((found) => found.map(({ at }) => at))).toEqual([]);
});

test('every reference leads somewhere, and all that is shared is referred to', () => {
  const references = [...nodes(document)].flatMap(({ node: { $ref } }) =>
    typeof $ref === 'string' ? [$ref] : [],
  );
  const { schemas, responses, headers } = document.components;
  const shared = Object.entries({ schemas, responses, headers }).flatMap(([kind, named]) =>
    Object.keys(named).map((name) => `#/components/${kind}/${name}`),
  );
  expect([...new Set(references)].sort()).toEqual(shared.sort());
});

test('the body of every JSON call and answer has a name', () => {
  const bodies = [...nodes(document.paths)].filter(({ at }) => at.endsWith('/application/json/schema'));
  expect(bodies.length).toBeGreaterThan(100);
  expect(bodies.filter(({ node }) => !('$ref' in node)).map(({ at }) => at)).toEqual([]);
});

/** Numbers that have parts, each with its reason. All others are whole: money is in minor units, shares are in 1/10,000, times in whole units. */
const withParts: Readonly<Record<string, string>> = {
  score: 'a sum of weights, which are logarithms of odds',
  probability: 'from 0 to 1',
  weight: 'a logarithm of odds',
  quantity: 'of hours any part: a stay of 4½ hours',
  elapsedSeconds: 'as a browser measures it, to parts of a millisecond',
};

test('a number is told as a whole one, but those few that have parts', () => {
  const numbers = [...nodes(document)].filter(({ node }) => [node.type].flat().includes('number'));
  const nameOf = (at: string) =>
    at
      .split('/')
      .filter((one) => !/^(anyOf|oneOf|allOf|items|\d+)$/.test(one))
      .at(-1) ?? '';
  const names = numbers.map(({ at }) => at).filter((at) => !(nameOf(at) in withParts));
  expect(names).toEqual([]);
  expect([...new Set(numbers.map(({ at }) => nameOf(at)))].sort()).toEqual(Object.keys(withParts).sort());
});
