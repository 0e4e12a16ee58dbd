export type Scored = { member: string; score: number };

const before = (a: Scored, b: Scored) => a.score < b.score || (a.score === b.score && a.member < b.member);

/** Members by score, and those of one score by their bytes. */
export class SortedSet {
  readonly #scores = new Map<string, number>();
  readonly #order: Scored[] = [];

  constructor(items: Iterable<Scored> = []) {
    for (const { member, score } of items) this.set(member, score);
  }

  get size(): number {
    return this.#scores.size;
  }

  score(member: string): number | undefined {
    return this.#scores.get(member);
  }

  members(): Iterable<string> {
    return this.#scores.keys();
  }

  /** The lowest first. */
  sorted(): readonly Scored[] {
    return this.#order;
  }

  [Symbol.iterator](): Iterator<Scored> {
    return this.#order.values();
  }

  /** The place of a member that is in the set. */
  rank(member: string): number | undefined {
    const score = this.#scores.get(member);
    return score === undefined ? undefined : this.#placeOf({ member, score });
  }

  set(member: string, score: number): void {
    this.delete(member);
    // Redis keeps a whole score as such, which has no -0.
    const item = { member, score: score === 0 ? 0 : score };
    this.#scores.set(member, item.score);
    this.#order.splice(this.#placeOf(item), 0, item);
  }

  delete(member: string): boolean {
    const rank = this.rank(member);
    if (rank === undefined) return false;
    this.#order.splice(rank, 1);
    return this.#scores.delete(member);
  }

  /** How many are before it. */
  #placeOf(item: Scored): number {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#order[middle];
      if (other && before(other, item)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
