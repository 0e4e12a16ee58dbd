import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerNames } from '../../../dev/openid/all.ts';
import { closeHttp, listen } from '../../../dev/ports.ts';
import { newMail } from '../../support/account/accounts.ts';
import { bring, bringToken, withCodeFlow } from '../../support/account/ways-in.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
/** A host that nobody has configured: within our network, or a thief's. */
const called: string[] = [];
const elsewhere = createServer((incoming, outgoing) => {
  called.push(`${incoming.method} ${incoming.url}`);
  outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end('{"keys":[]}');
});
let url: string;
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(elsewhere, { part: 'Elsewhere', host: '127.0.0.1', port: 0 })}`;
});
afterAll(() => closeHttp(elsewhere));

describe.each(providerNames)('the discovery document of %s', (name) => {
  test('sends us nowhere but to hosts that are known to be the provider’s', async () => {
    const sandbox = stack.identities[name];
    const user = { email: newMail(), isVerified: true };
    const isOnPages = withCodeFlow.some((one) => one === name);
    for (const endpoint of ['jwks_uri', ...(isOnPages ? ['token_endpoint', 'authorization_endpoint'] : [])])
      for (const address of [
        `${url}/x`,
        `http://[::1]:${new URL(url).port}/x`,
        'http://169.254.169.254/x',
        'file:///etc/passwd',
      ]) {
        sandbox.publish({ [endpoint]: address });
        const brought = await bring(stack, name, await sandbox.idToken(user, 'a nonce'));
        expect([endpoint, address, brought.status], brought.text).toEqual([endpoint, address, 503]);
        if (!isOnPages) continue;
        const begun = await stack.call(`/auth/providers/${name}`, { from: newClient() });
        expect(begun.headers.get('Location') ?? '').not.toContain(address);
      }
    expect(called).toEqual([]);
    sandbox.publish({});
    expect((await bringToken(stack, name, user)).status).toBeLessThan(300);
  });
});

/** What calls another host. What browsers run is left out. */
const caller = 'src/platform/exchange.ts';
const inBrowsers = /\/(?:docs\/(?:script|snippets)|firebase-script)\.ts$/;
const calls =
  /(?<![.\w])fetch\(|getBuiltinModule|(?<!\{ STATUS_CODES \} )from '(?:node:)?(?:https?|http2|dgram|undici)'/;

test('no code of ours calls another host by itself, past the one that follows no redirect', async () => {
  const root = join(import.meta.dirname, '../../..');
  const found: string[] = [];
  for (const folder of ['src', 'netlify'])
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      const file = `${folder}/${name}`;
      if (
        /\.tsx?$/.test(file) &&
        !inBrowsers.test(file) &&
        calls.test(await readFile(join(root, file), 'utf8'))
      )
        found.push(file);
    }
  expect(found).toEqual([caller]);
});
