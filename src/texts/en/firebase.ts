import type { FirebaseTexts } from '../firebase-texts.ts';

export const en: FirebaseTexts = {
  title: 'Sign in with Firebase',
  what: 'A window opens in which you choose your account. Nothing of it is kept in this browser.',
  go: 'Continue with Google',
  back: 'Sign in by another way',
  failed: 'That did not sign you in. Try again, or sign in by another way.',
  noScript: 'This page needs JavaScript.',
};
