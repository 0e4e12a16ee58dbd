import { showState } from '../element.js';
import { takeFragment } from './fragment.js';
import { onSubmitOfLink } from './mailed-link.js';
import { post } from './own.js';
import { goToState } from './state.js';

/** For as long as the tab is open: the link needs the session of whoever asked for it, and a sign-in leads away and back. */
const kept = 'confirm-email';

/** Takes the new address by the link that went there. By a press, for what looks at mails opens their links too. */
const token = takeFragment() || sessionStorage.getItem(kept);
if (token) sessionStorage.setItem(kept, token);
showState(token ? 'form' : 'no-link');
onSubmitOfLink('#confirm', async () => {
  await post('/auth/confirm-email', { token });
  sessionStorage.removeItem(kept);
  goToState('done');
});
