import type { Language } from '../client/midas.ts';

/**
 * What is said where a file of the kit does not come, among them those with the other texts; and the button.
 */
export const lost: Readonly<Record<Language, readonly [sentence: string, button: string]>> = {
  en: ['This part of the page has not come. Check your connection, then load the page again.', 'Load again'],
  fr: ['Cette partie de la page n’est pas arrivée. Vérifiez votre connexion, puis rechargez.', 'Recharger'],
  es: [
    'Esta parte de la página no ha llegado. Compruebe su conexión y vuelva a cargarla.',
    'Cargar de nuevo',
  ],
};
