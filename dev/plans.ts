import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

// Writes the plans of the database's functions anew, to be reviewed as a change of them: `npm run plans`.
const root = join(import.meta.dirname, '..');
const child = spawn(join(root, 'node_modules/.bin/vitest'), ['run', 'tests/workflows/plans.test.ts'], {
  cwd: root,
  env: { ...process.env, PLANS: 'write' },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
const [code] = await once(child, 'exit');
process.exitCode = code === 0 ? 0 : 1;
