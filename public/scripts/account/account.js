import { Refusal } from '../api.js';
import { find, showState } from '../element.js';
import { showClosing } from './closing.js';
import { showConsents } from './consents.js';
import { showFactors } from './factors.js';
import { get, post } from './own.js';
import { showProfile } from './profile.js';
import { showReservations } from './reservations.js';
import { showSessions } from './sessions.js';
import { fill, goToState } from './state.js';
import { showWays } from './ways.js';

/** @type {Record<string, string>} */
const roles = {
  guest: 'Your account',
  staff: 'Your account · staff',
  manager: 'Your account · manager',
  owner: 'Your account · owner',
};

/** The account of whoever is signed in. Every part shows what it is given, and asks for all of it anew when it has changed something. */
const parts = [showProfile, showConsents, showWays, showFactors, showClosing].map((part) => part(show));
// The browser's way back shows no account that was left.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

showState('opening');
find('#sign-out').addEventListener('click', async () => {
  try {
    await post('/auth/sign-out');
    location.replace('/account/sign-in/');
  } catch (error) {
    tellAway(error);
  }
});
try {
  await show();
  await Promise.all([showReservations(), showSessions()]);
  // What stands behind `#` was hidden when the browser looked for it.
  const part = location.hash && document.getElementById(location.hash.slice(1));
  if (part) part.scrollIntoView();
} catch (error) {
  tellAway(error);
}

async function show() {
  const account = await get('/account');
  fill('greeting', `Good to see you, ${account.name}`);
  fill('email', account.email);
  fill('role', roles[account.role]);
  for (const part of parts) part(account);
  showState('open');
}

function tellAway(error) {
  if (!(error instanceof Refusal)) throw error;
  fill('away', error.message);
  goToState('away');
}
