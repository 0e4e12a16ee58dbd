const memory = new Map<string, string>();

/** Texts of this tab, gone with it. Where the browser lets a page keep none, such as in a sandboxed frame, gone with the page. */
export function keep(name: string, text: string): void {
  memory.set(name, text);
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // Forbidden or full.
  }
}

export function kept(name: string): string | undefined {
  try {
    return sessionStorage.getItem(name) ?? memory.get(name);
  } catch {
    return memory.get(name);
  }
}

export function forget(name: string): void {
  memory.delete(name);
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Forbidden: nothing is there.
  }
}
