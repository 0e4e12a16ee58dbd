import type * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { type CodedVersion, savedCoded } from '../../catalogue/editing/coded.ts';
import type { legalEntityContentSchema } from '../../catalogue/editing/legal-entity.ts';
import { yearStartsOf } from '../../document/year-starts.ts';
import { isRefusedBy } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';

const rules = {
  'prefix-used': 'Documents were issued under the prefix that it has, so that stays.',
  'prefix-taken': 'Another company has this prefix.',
};

/** Saves a company whole, one that is new where no version is expected. One statement. */
export async function saveLegalEntity(
  { database, clock }: Runtime,
  actor: Actor,
  code: string,
  content: v.InferOutput<typeof legalEntityContentSchema>,
  expectedVersion: number,
): Promise<CodedVersion> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code) || code.length > 60)
    throw fieldProblem('code', 'Give a code of small letters and figures, with hyphens between them.');
  const now = clock.now();
  const yearStarts = yearStartsOf(content.timeZone, now);
  const save = call('save_legal_entity', { code, content, expectedVersion, yearStarts, actor, now });
  try {
    return await savedCoded(database, save, rules);
  } catch (error) {
    // Of two who take a prefix at once.
    if (isRefusedBy(error, 'legal_entities_number_prefix_unique'))
      throw fieldProblem('numberPrefix', rules['prefix-taken']);
    throw error;
  }
}
