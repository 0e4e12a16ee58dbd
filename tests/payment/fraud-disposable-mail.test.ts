import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { builds } from '../../dev/build.ts';
import { isDisposableMail } from '../../src/payment/risk/disposable-mail.ts';

test.each([
  'someone@mailinator.com',
  'someone@MailInator.COM',
  'someone@mailinator.com.',
  ' someone@mailinator.com ',
  'someone@mailinator。com', // an ideographic full stop, which mail takes for a dot
  'someone@anything.at.mailinator.com', // sub-domains lead to the same mailboxes
  '"quoted@gmail.com"@mailinator.com',
  'someone@yahóo.com', // listed as xn--yaho-sqa.com
])('%s is disposable', async (address) => {
  expect(await isDisposableMail(address)).toBe(true);
});

test.each([
  'someone@gmail.com',
  'mailinator.com@gmail.com',
  'someone@honestmailinator.com',
  'someone@mailinator.com.example.com',
  'someone@com',
  'someone@bücher.example',
  // Relays of one lasting mailbox: who uses them hides an address, not a person.
  'someone@privaterelay.appleid.com',
  'someone@mozmail.com',
  'someone@duck.com',
  'no domain',
  'someone@',
  '',
])('%s is not', async (address) => {
  expect(await isDisposableMail(address)).toBe(false);
});

test('the bundle that Netlify gets knows the list too, and keeps it in a file of its own until it is asked', async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'midas-fraud-'));
  onTestFinished(() => rm(outdir, { recursive: true }));
  const source = join(import.meta.dirname, '../../src/payment/risk/disposable-mail.ts');
  await build({ ...builds[0], entryPoints: [{ in: source, out: 'disposable-mail' }], outdir });
  const entry = join(outdir, 'disposable-mail.mjs');
  const bundled: { isDisposableMail: typeof isDisposableMail } = await import(entry);
  expect(await bundled.isDisposableMail('someone@mailinator.com')).toBe(true);
  expect(await bundled.isDisposableMail('someone@gmail.com')).toBe(false);
  expect((await readFile(entry, 'utf8')).includes('mailinator')).toBe(false);
});
