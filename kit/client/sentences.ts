import type { Language } from './midas.ts';

type OwnCode = 'offline' | 'timeout' | 'unreadable';

/** Title and detail of what the API itself cannot say. */
export const sentences: Readonly<Record<Language, Readonly<Record<OwnCode, readonly [string, string]>>>> = {
  en: {
    offline: ['We could not be reached', 'Check your connection, then try again.'],
    timeout: ['No answer came in time', 'Please try again in a moment.'],
    unreadable: ['Something went wrong on our side', 'Please try again in a moment.'],
  },
  fr: {
    offline: ['Nous sommes injoignables', 'Vérifiez votre connexion, puis réessayez.'],
    timeout: ['La réponse se fait attendre', 'Veuillez réessayer dans un instant.'],
    unreadable: ['Une erreur est survenue de notre côté', 'Veuillez réessayer dans un instant.'],
  },
  es: {
    offline: ['No hemos podido conectar', 'Compruebe su conexión y vuelva a intentarlo.'],
    timeout: ['La respuesta no ha llegado a tiempo', 'Vuelva a intentarlo en un momento.'],
    unreadable: ['Algo ha fallado por nuestra parte', 'Vuelva a intentarlo en un momento.'],
  },
};
