import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { invitationRequestSchema, invite } from '../src/account/invitation.ts';
import { parseConfig } from '../src/platform/config.ts';
import { createRuntime } from '../src/platform/runtime.ts';

// Invites somebody to the staff of what the environment names, the first owner too: npm run invite -- --email ada@example.com --role owner
const { values } = parseArgs({
  options: { email: { type: 'string' }, role: { type: 'string' }, language: { type: 'string' } },
});
const request = v.safeParse(invitationRequestSchema, { ...values });
if (!request.success) {
  for (const issue of request.issues) console.error(`--${v.getDotPath(issue)}: ${issue.message}`);
  process.exit(1);
}
const runtime = createRuntime(parseConfig(process.env, process.env.CONTEXT ?? 'production'));
const { invitation, token } = await invite(runtime, 'system', request.output);
console.log(`${invitation.email} is invited as ${invitation.role} until ${invitation.expiresAt}.`);
console.log('The mail goes out within a minute. Its link, which is a secret:');
console.log(`${runtime.config.site.url}/account/invitation/#${token}`);
