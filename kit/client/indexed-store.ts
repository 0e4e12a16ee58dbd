import type { Store } from './store.ts';

/** As much of IndexedDB as is used here: the sources compile for Node too, which has none. */
interface Asked<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

interface Texts {
  get(key: string): Asked<string | undefined>;
  put(text: string, key: string): unknown;
  delete(key: string): unknown;
  getAllKeys(): Asked<string[]>;
}

interface Transaction {
  readonly error: unknown;
  objectStore(name: string): Texts;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}

interface Database {
  createObjectStore(name: string): unknown;
  transaction(store: string, mode: 'readonly' | 'readwrite'): Transaction;
}

interface Opening extends Asked<Database> {
  onupgradeneeded: (() => void) | null;
}

const name = 'midas';
const texts = 'texts';

/** Rejects where there is no IndexedDB, or where it may not be used. */
export async function indexedStore(): Promise<Store> {
  // No type of Node's says that a browser has this.
  const { indexedDB } = globalThis as unknown as {
    indexedDB: { open(name: string, version: number): Opening };
  };
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(texts);
  const database = await answerOf(opening);

  const read = <T>(ask: (store: Texts) => Asked<T>) =>
    answerOf(ask(database.transaction(texts, 'readonly').objectStore(texts)));

  // A write counts once its transaction is through: the disk may be full only then.
  const write = (change: (store: Texts) => unknown) =>
    new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(texts, 'readwrite');
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore(texts));
    });

  return {
    get: (key) => read((store) => store.get(key)),
    set: (key, text) => write((store) => store.put(text, key)),
    delete: (key) => write((store) => store.delete(key)),
    keys: () => read((store) => store.getAllKeys()),
  };
}

function answerOf<T>(asked: Asked<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
