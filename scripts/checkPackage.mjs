// Checks what `npm pack` would ship: all that the command line needs, and nothing of the workshop.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildAll } from '../esbuild.mjs';
import { shipBinding } from './shipBinding.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const needed = [
  'package.json',
  'LICENSE',
  'NOTICE',
  'README.md',
  'README.zh-CN.md',
  'CHANGELOG.md',
  'dist/cli.js',
  'dist/worker.js',
  'dist/licences.txt',
  'samples/reviews.csv',
  ...['config.json', 'model.safetensors', 'tokenizer_config.json', 'vocab.txt'].map(
    (name) => `models/bert-tiny-zh/${name}`,
  ),
];
/** A package that is made elsewhere has none: its users compile one, or take npm's. */
const binding = 'dist/native/linux-x64/tfjs_binding.node';
if (process.platform === 'linux' && process.arch === 'x64') needed.push(binding);

await buildAll();
await shipBinding();
const [pack] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  }),
);
const names = new Set(pack.files.map(({ path }) => path));
const problems = [
  ...needed.filter((name) => !names.has(name)).map((name) => `${name} is missing`),
  ...[...names]
    .filter((name) => !needed.includes(name) && !/^(dist\/chunk-\w+\.js|python\/[\w.-]+)$/.test(name))
    .map((name) => `${name} does not belong`),
];
if (!readFileSync(join(root, 'dist', 'cli.js'), 'utf8').startsWith('#!/usr/bin/env node\n'))
  problems.push('dist/cli.js does not start with #!/usr/bin/env node');
for (const problem of problems) console.error(`npm pack: ${problem}`);
console.log(`npm pack: ${names.size} files, ${(pack.size / 1e6).toFixed(1)} MB packed`);
for (const { path, size } of pack.files)
  if (path === binding) console.log(`npm pack: ${path}, ${Math.ceil(size / 1e3)} kB`);
process.exitCode = problems.length === 0 ? 0 : 1;
