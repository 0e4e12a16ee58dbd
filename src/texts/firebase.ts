import type { Language } from '../platform/languages.ts';
import { en } from './en/firebase.ts';
import { es } from './es/firebase.ts';
import type { FirebaseTexts } from './firebase-texts.ts';
import { fr } from './fr/firebase.ts';

export const firebaseTexts: Readonly<Record<Language, FirebaseTexts>> = { en, fr, es };
