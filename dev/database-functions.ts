import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCalledFunctions, schemaOf } from '../ops/database-functions.ts';
import { calledFunctionsIn, parametersFile } from './database-functions/parameters.ts';
import { onMigratedDatabase } from './database-sources/migrated-database.ts';

// Writes what TypeScript knows of the database's functions, after one of their texts has changed: `npm run functions`.
const file = 'src/platform/database/function-parameters.ts';
const schema = schemaOf(readCalledFunctions());
const functions = await onMigratedDatabase((client) => calledFunctionsIn(client, schema));
writeFileSync(join(import.meta.dirname, '..', file), parametersFile(schema, functions));
console.log(`Wrote ${file}: ${functions.length} functions in ${schema}.`);
