import { post } from '../api.js';
import { onSubmitOfLink, openMailedLink } from './mailed-link.js';
import { goToState } from './state.js';

/** "It was not me", by the link of a mail about the account. By a press, for what looks at mails opens their links too. */
const token = openMailedLink('form');
onSubmitOfLink('#not-me', async () => {
  await post('/auth/not-me', { token });
  goToState('done');
});
