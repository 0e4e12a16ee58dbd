import type { Notice } from '../../../dev/neon/pools.ts';
import { functionsSchema } from '../../../src/platform/database/function-parameters.ts';

/** A plan by which PostgreSQL ran a statement. */
export interface SeenPlan {
  /** The function in which the statement stands; undefined for one that was sent. */
  readonly within: string | undefined;
  /** In a function of plpgsql the line, in one of SQL the number. */
  readonly place: number;
  /** In one line. */
  readonly statement: string;
  readonly plan: string;
}

/** What a session is told so that it tells the plan of every statement that it runs, also of those in functions. */
export const showsPlans: Readonly<Record<string, string>> = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_level': 'notice',
  'auto_explain.log_parameter_max_length': '0',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
};

const schema = new RegExp(`\\b${functionsSchema}\\.`, 'g');
const frame =
  /^(?:PL\/pgSQL function (?:\w+\.)?(\w+)\(.*\) line (\d+) at|SQL function "(\w+)" statement (\d+))/m;

/** The plan that a session tells of: its nodes and conditions, without what they were reckoned to cost. */
export function planIn({ message = '', where = '' }: Notice): SeenPlan | undefined {
  const [, text] = /^duration: .*? plan:\nQuery Text: ([\s\S]*)$/.exec(message) ?? [];
  if (text === undefined) return undefined;
  const lines = text.replace(schema, 'midas.').split('\n');
  const root = lines.findIndex((line) => costs.test(line));
  const [, ofPlpgsql, line, ofSql, number] = frame.exec(where) ?? [];
  return {
    within: isOfForeignKey.test(where) ? undefined : (ofPlpgsql ?? ofSql),
    place: Number(line ?? number ?? 0),
    statement: lines.slice(0, root).map(withoutComment).join(' ').replace(/\s+/g, ' ').trim(),
    plan: lines
      .slice(root)
      .filter((line) => !isOfMemory.test(line))
      .map((line) => line.replace(costs, ''))
      .join('\n')
      .trimEnd(),
  };
}

const costs = / {2}\(cost=.*\)$/;
const isOfMemory = /^ *(Planned Partitions|Cache Mode): /;
/** The look of a foreign key, which names the function that it follows from. */
const isOfForeignKey = /^SQL statement "SELECT 1 FROM ONLY/;
const withoutComment = (line: string) => line.replace(/--.*$/, '');

/** The tables that a plan reads whole. */
export const readWholeBy = ({ plan }: SeenPlan): string[] =>
  [...plan.matchAll(/Seq Scan on (\w+)/g)].map(([, table = '']) => table);
