import { onSubmitOfLink, openMailedLink } from './mailed-link.js';
import { post } from './own.js';
import { goToState } from './state.js';

/** Takes the new address by the link that went there. By a press, for what looks at mails opens their links too. */
const token = openMailedLink('form');
onSubmitOfLink('#confirm', async () => {
  await post('/auth/confirm-email', { token });
  goToState('done');
});
