// Runs a TypeScript script: `node scripts/run.mjs scripts/bench.ts [arguments]` bundles it into build/ and starts it.

import { spawnSync } from 'node:child_process';

import { bundleScript } from '../esbuild.mjs';

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error('Usage: node scripts/run.mjs SCRIPT.ts [arguments]');
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [await bundleScript(script), ...rest], { stdio: 'inherit' });
process.exitCode = status ?? 1;
