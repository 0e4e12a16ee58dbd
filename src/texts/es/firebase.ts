import type { FirebaseTexts } from '../firebase-texts.ts';

export const es: FirebaseTexts = {
  title: 'Iniciar sesión con Firebase',
  what: 'Se abre una ventana en la que elige su cuenta. Nada de ella se guarda en este navegador.',
  go: 'Continuar con Google',
  back: 'Iniciar sesión de otra forma',
  failed: 'No se ha iniciado la sesión. Inténtelo de nuevo o hágalo de otra forma.',
  noScript: 'Esta página necesita JavaScript.',
};
