// `npm test [-- vitest's arguments]`: builds, then runs the tests that need nothing but Node. The slower tiers run from
// .ci/run.

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildAll } from '../esbuild.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
await buildAll();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const projects = ['--project', 'unit', '--project', 'parity'];
const { status } = spawnSync(process.execPath, [vitest, 'run', ...projects, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
