// Compiles the binding of @tensorflow/tfjs-node-gpu against the library that is here. Node-API 8: one file serves Node 20 to 24
// and Electron; its two sources need no build system, and no headers but pip's, and Node-API's from npm.
//
//   node scripts/run.mjs scripts/compileBinding.ts [FILE]     into the user's cache, or into FILE

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { compiledBinding } from '../src/tensorflow/binding.js';
import { findLibrary, npmPackage } from '../src/tensorflow/find.js';
import { sharedObjects } from '../src/tensorflow/library.js';
import { defaultPlaces } from '../src/tensorflow/places.js';

const places = defaultPlaces();
const target = process.argv[2] === undefined ? compiledBinding(places) : resolve(process.argv[2]);

function fail(message: string): never {
  console.error(message);
  process.exit(3);
}

/** Where the C API's headers lie: inside Python's package, or beside the library of an archive. */
function headersOf(folder: string): string {
  const found = [join(folder, 'include'), join(folder, '..', 'include')].find((path) => existsSync(join(path, 'tensorflow', 'c', 'c_api.h')));
  return found ?? fail(`The headers of TensorFlow are not beside ${folder}: install it with finetune-bert tensorflow install.`);
}

function compiler(): string {
  const candidates = [process.env['CXX'] ?? '', 'c++', 'g++', 'clang++'].filter((name) => name !== '');
  const found = candidates.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  return found ?? fail('A C++ compiler is needed, once: install g++ or clang, or name one in CXX.');
}

function compile(): void {
  const library = findLibrary(places) ?? fail('TensorFlow is not here: run finetune-bert tensorflow install first.');
  const sources = join(npmPackage(places) ?? fail('@tensorflow/tfjs-node-gpu is not installed: run npm ci.'), 'binding');
  const objects = sharedObjects(library.folder);
  if (process.platform !== 'linux' || 'missing' in objects) fail('The binding is compiled on Linux; elsewhere npm rebuild @tensorflow/tfjs-node-gpu brings one.');
  const nodeHeaders = dirname(createRequire(import.meta.url).resolve('node-api-headers/include/node_api.h'));
  const aside = `${target}.${process.pid}.tmp`;
  mkdirSync(dirname(target), { recursive: true });
  // -z now: a library that lacks a function is refused as it is loaded, not in the middle of a run.
  const { status } = spawnSync(compiler(), [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-I', nodeHeaders, '-I', headersOf(library.folder)],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(sources, name)),
    ...['-L', library.folder, ...objects.files.map((name) => `-l:${name}`), '-Wl,-z,now', '-Wl,-rpath,$ORIGIN/../../deps/lib', '-s', '-o', aside],
  ], { stdio: 'inherit' });
  if (status !== 0) fail('The binding could not be compiled.');
  renameSync(aside, target);
  console.log(`Compiled ${target}`);
}

if (existsSync(target)) console.log(`${target} is there already`);
else compile();
