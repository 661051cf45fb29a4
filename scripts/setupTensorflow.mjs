// `npm run setup:tensorflow [-- --yes --cuda]`: installs the library as a user would, compiles the binding, and tries
// both.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildAll, bundleScript } from '../esbuild.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'dist', 'cli.js');

/** Runs a script of ours and ends with its exit status unless that is 0. */
async function run(...words) {
  const [status] = await once(spawn(process.execPath, words, { stdio: 'inherit' }), 'exit');
  if (status !== 0) process.exit(status ?? 1);
}

/** Whether a library is installed already, from any source. */
function hasLibrary() {
  const { stdout } = spawnSync(process.execPath, [cli, 'tensorflow', 'status', '--json'], { encoding: 'utf8' });
  return stdout.split('\n').some((line) => line !== '' && JSON.parse(line).library != null);
}

// Ctrl-C also reaches the child processes; this one waits for them.
process.on('SIGINT', () => undefined);

await buildAll();
const given = process.argv.slice(2);
if (given.includes('--cuda') || !hasLibrary()) await run(cli, 'tensorflow', 'install', ...given);
await run(await bundleScript('scripts/compileBinding.ts'));
await run(cli, 'tensorflow', 'status');
