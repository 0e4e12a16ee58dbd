import type { SeenPlan } from './seen-plans.ts';

const longestHeading = 110;

/** For each function what it runs, in the order in which it stands there, with the plans of each. */
export function planFiles(plans: readonly SeenPlan[]): Record<string, string> {
  const files = new Map<string, SeenPlan[]>();
  for (const plan of plans)
    if (plan.within) files.set(plan.within, [...(files.get(plan.within) ?? []), plan]);
  return Object.fromEntries([...files].sort().map(([name, of]) => [`${name}.txt`, fileOf(of)]));
}

function fileOf(plans: readonly SeenPlan[]): string {
  const inOrder = plans.toSorted((a, b) => a.place - b.place || (a.plan < b.plan ? -1 : 1));
  const texts = inOrder.map(({ statement, plan }) => {
    const heading = statement.length > longestHeading ? `${statement.slice(0, longestHeading)}…` : statement;
    return `${heading}\n${plan.replace(/^/gm, '    ')}\n`;
  });
  return [...new Set(texts)].join('\n');
}
