import type { Group, Id, Stream } from './stream.ts';

/** Whether something was deleted from an id on, which makes counts by position unsure. */
const hasGapFrom = (stream: Stream, id: Id): boolean =>
  stream.entries.length > 0 && stream.maxDeleted !== 0n && id <= stream.maxDeleted;

/** How many entries ever were up to an id, where that can be told. */
function countUpTo(stream: Stream, id: Id): number | undefined {
  const { added, entries, lastId, maxDeleted } = stream;
  const first = entries[0]?.id;
  if (added === 0) return 0;
  if (first === undefined && id <= lastId) return added;
  if (id !== 0n && id < maxDeleted) return undefined;
  if (id === lastId) return added;
  if (id > lastId || first === undefined || maxDeleted >= first) return undefined;
  if (id < first) return added - entries.length;
  return id === first ? added - entries.length + 1 : undefined;
}

/** Notes that a group was given this entry. */
export function advance(stream: Stream, group: Group, id: Id): void {
  if (id <= group.lastDelivered) return;
  if (group.read !== undefined && !hasGapFrom(stream, id)) group.read += 1;
  else group.read = countUpTo(stream, id);
  group.lastDelivered = id;
}

/** How many entries a group has yet to be given; null where that cannot be told. */
export function lagOf(stream: Stream, group: Group): number | null {
  if (stream.added === 0) return 0;
  if (group.read !== undefined && !hasGapFrom(stream, group.lastDelivered)) return stream.added - group.read;
  const counted = countUpTo(stream, group.lastDelivered);
  return counted === undefined ? null : stream.added - counted;
}
