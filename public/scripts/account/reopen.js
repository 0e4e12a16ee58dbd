import { post } from '../api.js';
import { onSubmitOfLink, openMailedLink } from './mailed-link.js';
import { goToState } from './state.js';

/** Opens a closed account again, by the link of the mail about it. By a press, for what looks at mails opens their links too. */
const token = openMailedLink('form');
onSubmitOfLink('#reopen', async () => {
  await post('/auth/reopen', { token });
  goToState('done');
});
