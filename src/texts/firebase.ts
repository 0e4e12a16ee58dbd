import type { Language } from '../platform/languages.ts';

/** The words of the page on which Firebase signs people in. */
export const firebaseTexts: Readonly<
  Record<Language, Readonly<Record<'title' | 'what' | 'go' | 'back' | 'failed' | 'noScript', string>>>
> = {
  en: {
    title: 'Sign in with Firebase',
    what: 'A window opens in which you choose your account. Nothing of it is kept in this browser.',
    go: 'Continue with Google',
    back: 'Sign in by another way',
    failed: 'That did not sign you in. Try again, or sign in by another way.',
    noScript: 'This page needs JavaScript.',
  },
  fr: {
    title: 'Se connecter avec Firebase',
    what: 'Une fenêtre s’ouvre, où vous choisissez votre compte. Rien n’en est gardé dans ce navigateur.',
    go: 'Continuer avec Google',
    back: 'Se connecter autrement',
    failed: 'La connexion n’a pas abouti. Réessayez, ou connectez-vous autrement.',
    noScript: 'Cette page a besoin de JavaScript.',
  },
  es: {
    title: 'Iniciar sesión con Firebase',
    what: 'Se abre una ventana en la que elige su cuenta. Nada de ella se guarda en este navegador.',
    go: 'Continuar con Google',
    back: 'Iniciar sesión de otra forma',
    failed: 'No se ha iniciado la sesión. Inténtelo de nuevo o hágalo de otra forma.',
    noScript: 'Esta página necesita JavaScript.',
  },
};
