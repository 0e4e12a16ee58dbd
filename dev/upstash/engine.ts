/** A Redis reply as RESP2 gives it. */
export type Reply = string | number | null | Reply[];

/** A command that Redis refused; the message is what Redis said (`ERR …`, `WRONGTYPE …`). */
export class CommandError extends Error {}

/** What runs the commands. Scripts reach it in full, as EVAL and without a shebang line. */
export type Engine = {
  /** Rejects with CommandError. */
  run(command: string[]): Promise<Reply>;
  /** Runs all with nothing in between. Rejects with CommandError when Redis refuses the whole. */
  transaction(commands: string[][]): Promise<(Reply | CommandError)[]>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** ioredis gives some replies (HGETALL) as an object; on the wire they are field, value, field, value. */
export function toReply(value: unknown): Reply {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(toReply);
  if (typeof value === 'object' && value !== null) return Object.entries(value).flat().map(toReply);
  // Lua's true is 1 and its false nil, as Redis converts them.
  return value === true ? 1 : null;
}
