// `npm run package [-- --target linux-x64]`: one .vsix for each platform in build/, packed from the list in
// .vscodeignore.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createVSIX } from '@vscode/vsce';

import { buildAll } from '../esbuild.mjs';
import { listFor, platforms, runtimes } from './packageList.mjs';
import { shipBinding } from './shipBinding.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/**
 * Builds nothing: packs what dist/ holds. Gives the path of the package.
 *
 * @param {string} target
 */
export async function packageFor(target) {
  if (!platforms.includes(target)) throw new Error(`unknown target ${target}; known: ${platforms.join(', ')}`);
  if (!existsSync(join(root, runtimes, ...target.split('-')))) throw new Error(`no runtime for ${target}`);
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const build = join(root, 'build');
  const packagePath = join(build, `${name}-${target}-${version}.vsix`);
  const ignoreFile = join(build, `vscodeignore-${target}`);
  mkdirSync(build, { recursive: true });
  writeFileSync(ignoreFile, listFor(target));
  // vsce runs the script `vscode:prepublish`, which builds unless this is set.
  process.env.FINETUNE_BERT_IS_BUILT = 'yes';
  await createVSIX({ cwd: root, packagePath, target, ignoreFile });
  return packagePath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--target');
  const chosen = at < 0 ? platforms : [process.argv[at + 1]];
  await buildAll();
  // A package without the binding lacks TensorFlow alone.
  await shipBinding().catch(({ message }) => console.warn(message));
  for (const target of chosen) {
    if (target === 'linux-x64' && !existsSync(join(root, 'dist', 'native', target)))
      console.warn(
        `${target}: without the binding of TensorFlow, which npm run setup:tensorflow compiles on Linux on x64`,
      );
    console.log(await packageFor(target));
  }
}
