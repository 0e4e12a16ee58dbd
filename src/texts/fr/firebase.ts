import type { FirebaseTexts } from '../firebase-texts.ts';

export const fr: FirebaseTexts = {
  title: 'Se connecter avec Firebase',
  what: 'Une fenêtre s’ouvre, où vous choisissez votre compte. Rien n’en est gardé dans ce navigateur.',
  go: 'Continuer avec Google',
  back: 'Se connecter autrement',
  failed: 'La connexion n’a pas abouti. Réessayez, ou connectez-vous autrement.',
  noScript: 'Cette page a besoin de JavaScript.',
};
