// `npm run package [-- --target linux-x64]`: one .vsix per platform in build/, with what is used and nothing else.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createVSIX } from '@vscode/vsce';

import { buildAll } from '../esbuild.mjs';
import { shipBinding } from './shipBinding.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** VS Code's name of a platform, and where onnxruntime-node keeps the native part of it. */
const platforms = {
  'linux-x64': 'linux/x64',
  'linux-arm64': 'linux/arm64',
  'darwin-arm64': 'darwin/arm64',
  'win32-x64': 'win32/x64',
  'win32-arm64': 'win32/arm64',
};

const shipped = [
  'README.md',
  'README.zh-CN.md',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'media',
  'models',
  'python',
  'samples',
];
/** Of package.json: what only the workshop needs. */
const workshopFields = ['files', 'bin', 'scripts', 'dependencies', 'devDependencies', 'overrides'];

/** Builds nothing: packs what dist/ holds. Gives the path of the package. */
export async function packageFor(target) {
  if (!Object.hasOwn(platforms, target))
    throw new Error(`unknown target ${target}; known: ${Object.keys(platforms).join(', ')}`);
  const stage = join(root, 'build', 'vsix', target);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const name of shipped) cpSync(join(root, name), join(stage, name), { recursive: true });
  const native = join(root, 'dist', 'native');
  cpSync(join(root, 'dist'), join(stage, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map') && (dirname(path) !== native || basename(path) === target),
  });
  copyRuntime(stage, platforms[target]);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const field of workshopFields) delete manifest[field];
  writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
  const packagePath = join(root, 'build', `finetune-bert-${target}-${manifest.version}.vsix`);
  await createVSIX({
    cwd: stage,
    packagePath,
    target,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return packagePath;
}

/** The one dependency that is no JavaScript, beside the code that requires it: dist/node_modules. */
function copyRuntime(stage, platform) {
  const from = join(root, 'node_modules');
  const to = join(stage, 'dist', 'node_modules');
  const copy = (path, filter = () => true) => cpSync(join(from, path), join(to, path), { recursive: true, filter });
  copy('onnxruntime-node/package.json');
  copy('onnxruntime-node/dist', isCode);
  copy(`onnxruntime-node/bin/napi-v6/${platform}`);
  copy('onnxruntime-common/package.json');
  copy('onnxruntime-common/dist/cjs', isCode);
}

/** Folders, and JavaScript: no types, no source maps. */
function isCode(path) {
  return !/\.(d\.ts|map)$/.test(path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--target');
  const chosen = at < 0 ? Object.keys(platforms) : [process.argv[at + 1]];
  await buildAll();
  await shipBinding();
  for (const target of chosen) {
    if (!existsSync(join(root, 'node_modules/onnxruntime-node/bin/napi-v6', platforms[target] ?? '')))
      throw new Error(`no runtime for ${target}`);
    if (target === 'linux-x64' && !existsSync(join(root, 'dist', 'native', target)))
      console.warn(`${target}: without the binding of TensorFlow, which is compiled on Linux on x64`);
    console.log(await packageFor(target));
  }
}
