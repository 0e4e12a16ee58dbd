import type { SourceDifference } from './compare.ts';

const breakpoint = '\n--> statement-breakpoint\n';

/** The migration that brings a database to what the sources say: drops what has no source, then runs the sources that differ. */
export function migrationText(differences: readonly SourceDifference[]): string {
  const drops = differences.flatMap(({ drop }) => drop ?? []);
  // A trigger keeps its function from being dropped.
  const ordered = [...drops.filter(isOfTrigger), ...drops.filter((drop) => !isOfTrigger(drop))];
  const sources = new Set(differences.flatMap(({ source }) => source ?? []));
  return `${[
    ...(sources.size > 0
      ? ['-- Functions name each other in whatever order.\nSET LOCAL check_function_bodies = off;']
      : []),
    ...ordered,
    ...[...sources].map(({ path, text }) => `-- ${path}\n${text}`),
  ].join(breakpoint)}\n`;
}

const isOfTrigger = (drop: string): boolean => drop.startsWith('DROP TRIGGER ');
