import * as v from 'valibot';
import { invitationRequestSchema, invite } from '../src/account/registration/invitation.ts';
import { CommandError, runCommand } from './command.ts';

// Invites somebody to the staff, the first owner too: npm run invite -- --email ada@example.com --role owner --env-file .env.production
await runCommand({
  name: 'invite',
  uses: ['DATABASE_URL', 'MIDAS_KEYS', 'SITE_URL'],
  options: { email: { type: 'string' }, role: { type: 'string' }, language: { type: 'string' } },
  async run({ values: { email, role, language }, runtime }) {
    const request = v.safeParse(invitationRequestSchema, { email, role, language });
    if (!request.success)
      throw new CommandError(
        request.issues
          .map(
            (issue) =>
              `--${v.getDotPath(issue)}${issue.input === undefined ? ' is missing' : `: ${issue.message}`}`,
          )
          .join('; '),
      );
    const site = runtime();
    const { invitation, token } = await invite(site, 'system', request.output);
    console.log(
      `${invitation.email} is invited as ${invitation.role} until ${forPeople(invitation.expiresAt)}.`,
    );
    console.log('The mail goes out within a minute. Its link, which is a secret:');
    console.log(`${site.config.site.url}/account/invitation/#${token}`);
  },
});

/** An instant in the zone of whoever types the command, with its name: "Sunday 6 December 2026 at 14:05 CET". */
function forPeople(instant: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return format.format(new Date(instant));
}
