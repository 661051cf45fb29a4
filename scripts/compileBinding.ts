// Compiles the binding of @tensorflow/tfjs-node-gpu against the library that is here. Node-API 8: one file serves Node
// 20 to 24 and Electron; its two sources need no build system, and no headers but pip's, and Node-API's from npm.
//
//   node scripts/run.mjs scripts/compileBinding.ts [ship]
//
// It is compiled once, into the user's cache; `ship` copies it into dist/, to be packed.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { compiledBinding, shippedBinding } from '../src/tensorflow/binding.js';
import { findLibrary, npmPackage } from '../src/tensorflow/find.js';
import { sharedObjects } from '../src/tensorflow/library.js';
import { defaultLocations } from '../src/tensorflow/locations.js';

const locations = defaultLocations();
const target = compiledBinding(locations);

/**
 * libstdc++ has had this since GCC 11: with its own copy the binding loads wherever TensorFlow's library does, on GCC
 * 5's and later.
 */
const ownCopies =
  '#include <new>\nnamespace std { __attribute__((noreturn, visibility("hidden"))) ' +
  'void __throw_bad_array_new_length() { throw bad_array_new_length(); } }\n';

function fail(message: string): never {
  console.error(message);
  process.exit(3);
}

/** Where the C API's headers lie: inside Python's package, or beside the library of an archive. */
function headersOf(folder: string): string {
  const found = [join(folder, 'include'), join(folder, '..', 'include')].find((path) =>
    existsSync(join(path, 'tensorflow', 'c', 'c_api.h')),
  );
  return (
    found ??
    fail(`The headers of TensorFlow are not beside ${folder}: install it with finetune-bert tensorflow install.`)
  );
}

function compiler(): string {
  const candidates = [process.env['CXX'] ?? '', 'c++', 'g++', 'clang++'].filter((name) => name !== '');
  const found = candidates.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  return found ?? fail('A C++ compiler is needed, once: install g++ or clang, or name one in CXX.');
}

function compile(): void {
  const library = findLibrary(locations) ?? fail('TensorFlow is not here: run finetune-bert tensorflow install first.');
  const sources = join(
    npmPackage(locations) ?? fail('@tensorflow/tfjs-node-gpu is not installed: run npm ci.'),
    'binding',
  );
  const objects = sharedObjects(library.folder);
  if (process.platform !== 'linux' || 'missing' in objects)
    fail('The binding is compiled on Linux; elsewhere npm rebuild @tensorflow/tfjs-node-gpu brings one.');
  const nodeHeaders = dirname(createRequire(import.meta.url).resolve('node-api-headers/include/node_api.h'));
  const aside = `${target}.${process.pid}.tmp`;
  mkdirSync(dirname(target), { recursive: true });
  // -z now: a library that lacks a function is refused when it is loaded, and not in the middle of a run.
  const { status } = spawnSync(
    compiler(),
    [
      '-std=c++17',
      '-O2',
      '-fPIC',
      '-shared',
      '-DNAPI_VERSION=8',
      '-DNODE_GYP_MODULE_NAME=tfjs_binding',
      '-I',
      nodeHeaders,
      '-I',
      headersOf(library.folder),
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(sources, name)),
      '-x',
      'c++',
      '-',
      '-x',
      'none',
      '-L',
      library.folder,
      ...objects.files.map((name) => `-l:${name}`),
      '-Wl,-z,now',
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
      '-s',
      '-o',
      aside,
    ],
    { input: ownCopies, stdio: ['pipe', 'inherit', 'inherit'] },
  );
  if (status !== 0) fail('The binding could not be compiled.');
  renameSync(aside, target);
  console.log(`Compiled ${target}`);
}

function ship(): void {
  const shipped = shippedBinding(locations);
  mkdirSync(dirname(shipped), { recursive: true });
  copyFileSync(target, `${shipped}.tmp`);
  renameSync(`${shipped}.tmp`, shipped);
  console.log(`Shipped as ${shipped}`);
}

if (existsSync(target)) console.log(`${target} is there already`);
else compile();
if (process.argv[2] === 'ship') ship();
