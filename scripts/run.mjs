// Runs a TypeScript script: `node scripts/run.mjs scripts/bench.ts [arguments]` bundles it into build/ and starts it.

import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFile } from '../esbuild.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error('Usage: node scripts/run.mjs SCRIPT.ts [arguments]');
  process.exit(2);
}
const output = join('build', `${basename(script, '.ts')}.js`);
await bundleFile(script, output);
const { status } = spawnSync(process.execPath, [join(root, output), ...rest], { stdio: 'inherit' });
process.exitCode = status ?? 1;
