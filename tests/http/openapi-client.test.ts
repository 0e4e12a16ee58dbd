import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { validate } from '@apidevtools/swagger-parser';
import openapiTypes, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { newClient, pay } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';

const folder = join(import.meta.dirname, '../client');
const program = join(folder, 'walk.ts');
const types = join(folder, 'api.ts');

const stack = useStack();
let served: string;
beforeAll(async () => {
  served = (await stack.call('/openapi.json', { from: newClient() })).text;
});

/** What the compiler has against a file, where another has this text. */
function complaints(file: string, other: string, text: string): string[] {
  const root = join(import.meta.dirname, '../..');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => path === other || fileExists(path);
  host.readFile = (path) => (path === other ? text : readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === other ? ts.createSourceFile(path, text, ts.ScriptTarget.ESNext) : getSourceFile(path, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('a validator of OpenAPI 3.1 has nothing against the document', async () => {
  await expect(validate(JSON.parse(served))).resolves.toBeDefined();
});

test('a client whose types are generated from the document walks the main job, and the compiler knows every word of it', async () => {
  const generated = astToString(await openapiTypes(served, { defaultNonNullable: false }));
  expect(complaints(program, types, generated)).toEqual([]);
  // It is the document that the compiler goes by: of another it would say so.
  expect(complaints(program, types, generated.replaceAll('manageToken', 'key'))).not.toEqual([]);

  // Not imported by name: without its generated types it is no part of the project.
  const { walk } = await import(pathToFileURL(program).href);
  const done = await walk(stack.url, { from: '2027-06-01', to: '2027-06-08' }, (clientSecret: string) =>
    pay(stack, clientSecret.replace(/_secret_.*/, '')),
  );
  expect(done).toMatchObject({ days: 7, status: 'cancelled', refused: 'slot-taken', paid: done.amount });
  expect(done.instead.length).toBeGreaterThan(0);
});
