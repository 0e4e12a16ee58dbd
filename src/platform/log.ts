import { ConfigurationError } from './config/config-faults.ts';

/** What a log line may say. An allow-list: whatever is not named here is not written (ASVS 5.0 V16.2.5). */
interface LogFields {
  requestId?: string;
  method?: string;
  route?: string;
  status?: number;
  durationMs?: number;
  code?: string;
  sqlState?: string;
  constraint?: string;
  provider?: string;
  eventId?: string;
  eventType?: string;
  reservationId?: string;
  paymentId?: string;
  messageId?: string;
  attempt?: number;
  count?: number;
  left?: number;
  part?: string;
  /** Of the audit log: a seal, and a row or seal that does not hold, by its number, action and subject. */
  seal?: string;
  finding?: string;
  error?: unknown;
}

const allowed = new Set<string>([
  'requestId',
  'method',
  'route',
  'status',
  'durationMs',
  'code',
  'sqlState',
  'constraint',
  'provider',
  'eventId',
  'eventType',
  'reservationId',
  'paymentId',
  'messageId',
  'attempt',
  'count',
  'left',
  'part',
  'seal',
  'finding',
  'error',
] satisfies (keyof LogFields)[]);

type Level = 'info' | 'warn' | 'error';

export type Log = (level: Level, message: string, fields?: LogFields) => void;

/** Where functions log: the standard output, which Netlify keeps. */
export const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Writes single JSON lines to `write`, with fields by allow-list only and errors as name, message and stack.
 */
export function createLog(write: (line: string) => void, now: () => Date): Log {
  return (level, message, fields = {}) => {
    const line: Record<string, unknown> = { at: now().toISOString(), level, message };
    for (const [name, value] of Object.entries(fields)) {
      if (allowed.has(name) && value !== undefined) line[name] = name === 'error' ? describe(value) : value;
    }
    write(inOneLine(JSON.stringify(line)));
  };
}

/** JSON may hold as they are what some readers take for the end of a line, and what steers a terminal. */
function inOneLine(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const plainErrors = new Set<unknown>([Error, TypeError, RangeError, ReferenceError, ConfigurationError]);

/**
 * An error without the values that it carries. Drivers, SDKs and parsers put statements, addresses and input
 * into their messages, so a message is kept only of an error that is nothing but a message.
 */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: typeof error };
  const own = Object.keys(error).filter((key) => key !== 'cause');
  const isPlain = plainErrors.has(error.constructor) && own.length === 0;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const responseCode =
    'responseCode' in error && typeof error.responseCode === 'number'
      ? { responseCode: error.responseCode }
      : {};
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return {
    name: error.constructor.name,
    ...code,
    ...responseCode,
    ...(isPlain ? { message: error.message } : {}),
    frames: framesOf(error),
    ...cause,
  };
}

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return lines.slice(0, 12).map((line) => line.trim());
}
