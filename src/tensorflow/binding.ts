// The compiled half of @tensorflow/tfjs-node-gpu, and the folder from which it finds a library.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { moveFileNow } from '../base/moving.js';
import { npmPackage } from './find.js';
import { type Library, sharedObjects } from './library.js';
import { type Locations, platformName } from './locations.js';

/**
 * Where the package's build puts the binding, from the package's root; it looks for the library in ../../deps/lib from
 * there.
 */
const bindingName = 'tfjs_binding.node';
const bindingPath = join('lib', 'napi-v8', bindingName);

/** The origin of the binding: shipped with the product, compiled on this machine, or from npm. */
export type BindingSource = 'shipped' | 'compiled' | 'npm';

export interface Binding {
  readonly file: string;
  readonly source: BindingSource;
}

/**
 * The file that `npm run setup:tensorflow` compiles: one for all versions of Node (Node-API 8), of the package's
 * 4.22.0, linked the second way.
 */
export function compiledBinding({ cache }: Locations): string {
  return join(cache, 'binding', `4.22.0-napi-v8-2-${platformName()}`, bindingName);
}

/** The file that the packaging step includes, for the package of this platform. */
export function shippedBinding({ product }: Locations): string {
  return join(product, 'dist', 'native', platformName(), bindingName);
}

/** The binding that was shipped, compiled, or built by npm, in this order; null where there is none. */
export function findBinding(locations: Locations): Binding | null {
  const candidates: readonly (readonly [BindingSource, string | null])[] = [
    ['shipped', shippedBinding(locations)],
    ['compiled', compiledBinding(locations)],
    ['npm', npmBinding(locations)],
  ];
  for (const [source, file] of candidates) if (file !== null && existsSync(file)) return { file, source };
  return null;
}

function npmBinding(locations: Locations): string | null {
  const root = npmPackage(locations);
  return root === null ? null : join(root, bindingPath);
}

/**
 * The path to load the binding from, such that it finds the library. A binding that npm built with its own library is
 * used as it is; any other is copied into a folder of our cache that is laid out like the package, with links to the
 * library.
 */
export function stageBinding({ file: binding, source }: Binding, library: Library, locations: Locations): string {
  if (library.source === 'npm' && source === 'npm') return binding;
  const { mtimeMs, size } = statSync(binding);
  const id = createHash('sha256')
    .update([library.folder, binding, mtimeMs, size].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const stage = join(locations.cache, 'stages', id);
  if (!existsSync(stage)) makeStage(stage, binding, library.folder);
  return join(stage, bindingPath);
}

/**
 * Every name that a binding may ask for: ours asks for the name of pip's library, npm's prebuilt one for that of the C
 * library.
 */
const askedNames: Readonly<Record<string, readonly string[]>> = {
  'libtensorflow_cc.so.2': ['libtensorflow_cc.so.2', 'libtensorflow.so.2'],
  'libtensorflow.so.2': ['libtensorflow_cc.so.2', 'libtensorflow.so.2'],
  'libtensorflow.so': ['libtensorflow_cc.so.2', 'libtensorflow.so.2'],
  'libtensorflow_framework.so': ['libtensorflow_framework.so.2'],
};

/** Makes the folder aside and renames it: another process may be making the same one. */
function makeStage(stage: string, binding: string, folder: string): void {
  mkdirSync(dirname(stage), { recursive: true });
  const aside = mkdtempSync(join(dirname(stage), '.tmp-'));
  try {
    for (const path of ['deps', dirname(bindingPath)]) mkdirSync(join(aside, path), { recursive: true });
    copyFileSync(binding, join(aside, bindingPath));
    linkLibrary(join(aside, 'deps', 'lib'), folder);
    moveFileNow(aside, stage);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(join(stage, bindingPath))) throw error;
  }
}

function linkLibrary(target: string, folder: string): void {
  const objects = sharedObjects(folder);
  if ('missing' in objects) throw new Error(`${folder} has lost ${objects.missing}`);
  const hasAll = Object.values(askedNames)
    .flat()
    .every((name) => existsSync(join(folder, name)));
  // A link to the whole folder keeps the files that the library expects beside itself, such as NVIDIA's libraries.
  if (hasAll) return symlinkSync(folder, target, 'dir');
  mkdirSync(target);
  for (const file of objects.files) {
    for (const name of askedNames[file] ?? [basename(file)]) symlinkSync(join(folder, file), join(target, name));
  }
}
