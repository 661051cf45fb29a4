// A cache folder of the test's own, small wheels in the real layout, and a python3 whose pip serves them.

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Zippable, zipSync } from 'fflate';

import type { InstallOptions } from '../../../src/tensorflow/install/install.js';
import type { Release } from '../../../src/tensorflow/install/release.js';
import type { Locations } from '../../../src/tensorflow/locations.js';

/** Names that a release's wheels have, with what is taken out of them and what is not. */
const contents: Record<string, Zippable> = {
  'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl': {
    'tensorflow/__init__.py': Buffer.from('raise SystemExit'),
    'tensorflow/libtensorflow_cc.so.2': Buffer.alloc(300_000, 1),
    'tensorflow/libtensorflow_framework.so.2': Buffer.alloc(100_000, 2),
    'tensorflow/include/tensorflow/c/c_api.h': Buffer.from('// the C API'),
    'tensorflow/include/tensorflow/core/framework/tensor.h': Buffer.from('// not needed'),
    'tensorflow_cpu-2.21.0.dist-info/licenses/LICENSE': Buffer.from('Apache'),
  },
  'nvidia_cublas_cu12-12.5.3.2-py3-none-manylinux2014_x86_64.whl': {
    'nvidia/cublas/lib/libcublas.so.12': Buffer.alloc(50_000, 3),
    'nvidia/cublas/include/cublas.h': Buffer.from('// not needed'),
  },
};

export interface Kit {
  readonly locations: Locations;
  readonly release: Release;
  /** Where the fake pip takes wheels from: a test may damage or delete them. */
  readonly index: string;
  readonly options: InstallOptions;
  /** What the fake pip does instead: a line of shell. */
  sabotage(line: string): void;
  /** The calls of pip so far, one a line. */
  calls(): string[];
  remove(): void;
}

export function makeKit(): Kit {
  const root = mkdtempSync(join(tmpdir(), 'tensorflow-test-'));
  const [cache, product, index, bin] = ['cache', 'product', 'index', 'bin'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [product, index, bin]) mkdirSync(folder);
  writeFileSync(join(product, 'package.json'), '{}');
  const wheels = Object.entries(contents).map(([file, entries]) => {
    const bytes = zipSync(entries);
    writeFileSync(join(index, file), bytes);
    const [name = '', version = ''] = file.split('-');
    return {
      name: name.replaceAll('_', '-'),
      version,
      file,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      python: '3.12',
    };
  });
  const release: Release = {
    version: '2.21.0',
    build: 'cpu',
    platforms: ['manylinux_2_27_x86_64'],
    wheels,
    diskBytes: 450_000,
  };
  const locations: Locations = { cache, product, environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: root } };
  const calls = join(root, 'calls');
  writeFileSync(calls, '');
  const sabotage = (line: string) => writePython(join(bin, 'python3'), index, calls, line);
  sabotage('');
  const options: InstallOptions = {
    release,
    locations,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    log: () => undefined,
  };
  return {
    locations,
    release,
    index,
    options,
    sabotage,
    calls: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Python as it is called: for pip (`download … --dest FOLDER NAME==VERSION`), and for its packages, which are none. */
function writePython(path: string, index: string, calls: string, sabotage: string): void {
  const script = `#!/bin/sh
case "$4" in *'run_module("pip"'*) ;; *) echo '{"folders":[],"versions":{}}'; exit 0;; esac
[ "$5" = --version ] && exit 0
for last; do :; done
while [ "$1" != --dest ]; do shift; done
echo "$last" >> '${calls}'
name=$(echo "\${last%==*}" | tr - _)
${sabotage}
cp '${index}'/"$name"-* "$2"/
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
}
