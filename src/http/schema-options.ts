import type { OverrideActionContext } from '@valibot/to-json-schema';

/**
 * How valibot schemas become JSON Schema: as the caller writes them, and without the checks that JSON Schema cannot say
 * (those are named in the descriptions).
 */
export const schemaOptions = {
  options: { typeMode: 'input', errorMode: 'ignore', overrideAction: refuseLostFlags },
} as const;

/** A pattern in a document has no flags but `u`, so an expression with others would be described as another. */
function refuseLostFlags({ valibotAction }: OverrideActionContext): undefined {
  if (!('requirement' in valibotAction) || !(valibotAction.requirement instanceof RegExp)) return;
  const { source, flags } = valibotAction.requirement;
  if (flags !== '' && flags !== 'u')
    throw new Error(`/${source}/${flags} would lose its flags in the document`);
}
