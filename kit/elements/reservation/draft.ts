import type { Flow, Wish } from './flow.ts';
import { forget, keep, kept } from './tab-store.ts';

type Draft = Pick<Flow, 'wish' | 'guest' | 'priced' | 'quote' | 'accepted' | 'held'> & { asked: string };

const suffix = ' draft';

/** What the address asks for: a draft made under another gives way to it. */
function asked(): string {
  const query = new URLSearchParams(location.search);
  return JSON.stringify(['from', 'to', 'guests'].map((name) => query.get(name)));
}

/** Keeps what was chosen and typed in this tab, over back, forward and loading the page again. */
export function keepDraft({ key, wish, guest, priced, quote, accepted, held }: Flow): void {
  const draft = { asked: asked(), wish, guest, priced, quote, accepted, held };
  keep(key + suffix, JSON.stringify(draft));
}

export function forgetDraft(key: string): void {
  forget(key + suffix);
}

/** The draft as far as the address does not ask for something else: who the guest is stays the same in any case. */
export function readDraft(key: string): Partial<Draft> & { wish: Wish } {
  const text = kept(key + suffix);
  const draft: Draft | undefined = text && JSON.parse(text);
  const wish = wishInAddress();
  if (!draft || (draft.asked !== asked() && wish.from)) return { wish, guest: draft?.guest ?? {} };
  return { ...draft, wish: { ...wish, ...draft.wish } };
}

/** What the visitor has already said in the search. */
function wishInAddress(): Wish {
  const query = new URLSearchParams(location.search);
  return {
    from: query.get('from') ?? '',
    to: query.get('to') ?? '',
    guests: Number(query.get('guests')) || 1,
    childAges: [],
    extras: {},
    promotionCode: '',
  };
}
