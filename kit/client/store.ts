/** Texts by key that may outlive the page. */
export interface Store {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<readonly string[]>;
}

/** As the browser can: a private window, a full disk or a sandboxed frame may refuse the one and allow the other. */
export function firstStoreThatWorks(makers: readonly (() => Promise<Store>)[]): Store {
  let place = 0;
  let opened: Promise<Store> | undefined;

  async function use<T>(act: (store: Store) => Promise<T>): Promise<T> {
    const tried = place;
    try {
      opened ??= makers[tried]?.() ?? Promise.reject(new Error('no store'));
      return await act(await opened);
    } catch (error) {
      if (tried >= makers.length - 1) throw error;
      if (place === tried) {
        place += 1;
        opened = undefined;
      }
      return use(act);
    }
  }

  return {
    get: (key) => use((store) => store.get(key)),
    set: (key, text) => use((store) => store.set(key, text)),
    delete: (key) => use((store) => store.delete(key)),
    keys: () => use((store) => store.keys()),
  };
}

/** Keeps until the page goes. */
export async function memoryStore(): Promise<Store> {
  const texts = new Map<string, string>();
  return {
    get: async (key) => texts.get(key),
    set: async (key, text) => void texts.set(key, text),
    delete: async (key) => void texts.delete(key),
    keys: async () => [...texts.keys()],
  };
}

const prefix = 'midas ';

/** Rejects where there is no `localStorage`, or where touching it is forbidden. */
export async function localStore(): Promise<Store> {
  const area = globalThis.localStorage;
  area.getItem(prefix);
  return {
    get: async (key) => area.getItem(prefix + key) ?? undefined,
    set: async (key, text) => area.setItem(prefix + key, text),
    delete: async (key) => area.removeItem(prefix + key),
    keys: async () =>
      Object.keys(area).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : [])),
  };
}
