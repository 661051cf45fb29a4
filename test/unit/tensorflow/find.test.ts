// The choice among several libraries of TensorFlow, and the environment of the process that uses one.

import { chmodSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import {
  type Binding,
  compiledBinding,
  findBinding,
  shippedBinding,
  stageBinding,
} from '../../../src/tensorflow/binding.js';
import { cudaFiles, cudaNotice, processorNotices, reportCuda } from '../../../src/tensorflow/cuda.js';
import { tensorflowEnvironment } from '../../../src/tensorflow/environment.js';
import { findLibrary } from '../../../src/tensorflow/find.js';
import { listGpus, tensorflowCandidates } from '../../../src/tensorflow/gpus.js';
import { installTensorflow } from '../../../src/tensorflow/install/install.js';
import type { Library } from '../../../src/tensorflow/library.js';
import { folderVariable, type Locations } from '../../../src/tensorflow/locations.js';
import { environmentOptions } from '../../../src/tensorflow/preparation.js';
import { tensorflowStatus } from '../../../src/tensorflow/status.js';
import { type Kit, makeKit } from './fakes.js';

let kit: Kit;
beforeEach(() => (kit = makeKit()));
afterEach(() => kit.remove());

function writeLibrary(folder: string, names = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']): string {
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), name);
  return folder;
}

function writeNpmPackage(): string {
  const root = join(kit.locations.product, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
  mkdirSync(join(root, 'lib', 'napi-v8'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"name":"@tensorflow/tfjs-node-gpu","version":"4.22.0"}');
  writeFileSync(join(root, 'lib', 'napi-v8', 'tfjs_binding.node'), 'npm');
  return root;
}

function writePythonPackage(): string {
  const folder = writeLibrary(join(kit.index, 'site-packages', 'tensorflow'));
  const python = join(kit.locations.environment['PATH']?.split(':')[0] ?? '', 'python3');
  writeFileSync(
    python,
    `#!/bin/sh\necho '${JSON.stringify({ folders: [folder], versions: { 'tensorflow-cpu': '2.20.0' } })}'\n`,
  );
  chmodSync(python, 0o755);
  return folder;
}

function bindingOf(locations: Locations): Binding {
  return findBinding(locations) ?? expect.fail('there is no binding');
}

const withVariable = (folder: string): Locations => ({
  ...kit.locations,
  environment: { ...kit.locations.environment, [folderVariable]: folder },
});

test('the library of the variable comes first, then the installed one, Python’s and npm’s', async () => {
  expect(findLibrary(kit.locations)).toBeNull();
  const npm = writeLibrary(join(writeNpmPackage(), 'deps', 'lib'), [
    'libtensorflow.so.2',
    'libtensorflow_framework.so.2',
  ]);
  expect(findLibrary(kit.locations)).toEqual({ folder: realpathSync(npm), source: 'npm', version: null, build: null });
  await installTensorflow(kit.options);
  const installed = findLibrary(kit.locations);
  expect(installed?.source).toBe('installed');
  const python = writePythonPackage();
  expect(findLibrary(kit.locations)?.source).toBe('installed');
  expect(findLibrary({ ...kit.locations, cache: join(kit.index, 'empty') })).toEqual({
    folder: python,
    source: 'python',
    version: '2.20.0',
    build: 'cpu',
  });
  const named = writeLibrary(join(kit.index, 'named'));
  expect(findLibrary(withVariable(named))).toEqual({ folder: named, source: 'variable', version: null, build: null });
});

test.each(['lib', 'tensorflow', 'deps/lib'])('the variable may name the folder above %s', (inner) => {
  const folder = writeLibrary(join(kit.index, 'above', inner));
  expect(findLibrary(withVariable(join(kit.index, 'above')))?.folder).toBe(folder);
});

test('a variable with a folder without the library is reported with the missing file', () => {
  const folder = writeLibrary(join(kit.index, 'half'), ['libtensorflow_cc.so.2']);
  expect(() => findLibrary(withVariable(folder))).toThrow(
    expect.objectContaining({ code: 'tensorflow.badFolder', values: { folder, file: 'libtensorflow_framework.so.2' } }),
  );
  expect(tensorflowStatus(withVariable(folder))).toMatchObject({
    library: null,
    problem: { code: 'tensorflow.badFolder' },
  });
});

test('status reports the first missing part', async () => {
  expect(tensorflowStatus(kit.locations)).toMatchObject({
    library: null,
    binding: null,
    bytes: 0,
    problem: { code: 'tensorflow.notInstalled' },
  });
  await installTensorflow(kit.options);
  const without = tensorflowStatus(kit.locations);
  expect(without).toMatchObject({
    library: { source: 'installed' },
    binding: null,
    problem: { code: 'tensorflow.noBinding' },
  });
  expect(without.bytes).toBeGreaterThan(450_000);
  const binding = join(writeNpmPackage(), 'lib', 'napi-v8', 'tfjs_binding.node');
  expect(tensorflowStatus(kit.locations)).toMatchObject({
    binding: { file: realpathSync(binding), source: 'npm' },
    problem: null,
  });
});

test('the shipped binding comes before the compiled one, and that before npm’s', () => {
  expect(findBinding(kit.locations)).toBeNull();
  writeNpmPackage();
  for (const [file, source] of [
    ['', 'npm'],
    [compiledBinding(kit.locations), 'compiled'],
    [shippedBinding(kit.locations), 'shipped'],
  ] as const) {
    if (file !== '') mkdirSync(dirname(file), { recursive: true });
    if (file !== '') writeFileSync(file, source);
    const binding = bindingOf(kit.locations);
    expect(binding.source).toBe(source);
    expect(readFileSync(binding.file, 'utf8')).toBe(source);
  }
});

test('a binding finds the library under every name, whatever the names of its files', () => {
  writeNpmPackage();
  const binding = bindingOf(kit.locations);
  const names = ['libtensorflow.so.2', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  for (const first of ['libtensorflow.so.2', 'libtensorflow_cc.so.2']) {
    const folder = writeLibrary(join(kit.index, first), [first, 'libtensorflow_framework.so.2']);
    const staged = stageBinding(binding, { folder, source: 'variable', version: null, build: null }, kit.locations);
    expect(readFileSync(staged, 'utf8')).toBe('npm');
    const links = join(dirname(staged), '../../deps/lib');
    expect(readdirSync(links).sort()).toEqual(names);
    expect(names.map((name) => readFileSync(join(links, name), 'utf8'))).toEqual([
      first,
      first,
      'libtensorflow_framework.so.2',
    ]);
    expect(stageBinding(binding, { folder, source: 'variable', version: null, build: null }, kit.locations)).toBe(
      staged,
    );
  }
});

test('the binding that npm built with its own library is loaded in place', () => {
  const root = writeNpmPackage();
  writeLibrary(join(root, 'deps', 'lib'), ['libtensorflow.so.2', 'libtensorflow_framework.so.2']);
  const library = findLibrary(kit.locations);
  const binding = findBinding(kit.locations);
  if (library === null || binding === null) throw new Error('not found');
  expect(stageBinding(binding, library, kit.locations)).toBe(binding.file);
});

function cudaLibrary(build: Library['build'] = 'cuda'): Library {
  const folder = writeLibrary(join(kit.index, 'cuda', 'tensorflow'));
  for (const file of cudaFiles) {
    const lib = join(kit.index, 'cuda', 'nvidia', file.replace(/^lib|\.so.*$/g, '').toLowerCase(), 'lib');
    mkdirSync(lib, { recursive: true });
    writeFileSync(join(lib, file), '');
  }
  return { folder, source: 'variable', version: null, build };
}

test('NVIDIA’s files beside the library are found, and missing ones are named', () => {
  const whole = reportCuda(cudaLibrary(), kit.locations);
  expect(whole.missing.filter((file) => file !== 'libcuda.so.1')).toEqual([]);
  const bare = writeLibrary(join(kit.index, 'bare'));
  const { missing } = reportCuda(
    { folder: bare, source: 'variable', version: null, build: null },
    { ...kit.locations, environment: {} },
  );
  expect(missing).toContain('libcudnn.so.9');
});

test('a GPU that will not be used is reported with the reason', () => {
  const library = cudaLibrary();
  expect(cudaNotice(library, { driver: true, missing: [] })).toBeNull();
  expect(cudaNotice(library, { driver: true, missing: ['libcudnn.so.9'] })).toMatchObject({
    code: 'tensorflow.cudaFilesMissing',
    values: { files: 'libcudnn.so.9' },
  });
  expect(cudaNotice({ ...library, build: 'cpu' }, { driver: true, missing: [] })?.code).toBe('tensorflow.cpuBuild');
  expect(cudaNotice(library, { driver: false, missing: ['libcuda.so.1'] })?.code).toBe('tensorflow.driverMissing');
  expect(cudaNotice({ ...library, build: 'cpu' }, { driver: false, missing: ['libcuda.so.1'] })).toBeNull();
});

test('a process with TensorFlow finds its libraries and keeps the user’s variables', () => {
  const library = cudaLibrary();
  const locations = { ...kit.locations, environment: { LD_LIBRARY_PATH: '/opt/mine', TF_CPP_MIN_LOG_LEVEL: '3' } };
  const variables = tensorflowEnvironment(library, locations, { threads: 3 });
  const folders = variables['LD_LIBRARY_PATH']?.split(':') ?? [];
  expect(folders[0]).toBe(library.folder);
  expect(folders).toContain(join(kit.index, 'cuda', 'nvidia', 'cudnn', 'lib'));
  expect(folders.at(-1)).toBe('/opt/mine');
  expect(variables).toMatchObject({ TF_FORCE_GPU_ALLOW_GROWTH: 'true', TF_NUM_INTRAOP_THREADS: '3' });
  expect(variables).not.toHaveProperty('TF_CPP_MIN_LOG_LEVEL');
  expect(variables).not.toHaveProperty('TF_XLA_FLAGS');
});

test.each([
  ['tensorflow', { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }],
  ['tensorflow:cpu', { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '-1' }],
  ['tensorflow:gpu:1', { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' }],
])('%s is the GPU of that index in nvidia-smi', (device, expected) => {
  const variables = tensorflowEnvironment(cudaLibrary(), kit.locations, environmentOptions({ device }) ?? {});
  expect(Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith('CUDA_')))).toEqual(expected);
});

test('CUDA_VISIBLE_DEVICES of the user is kept, unless the device names another GPU', () => {
  const locations = { ...kit.locations, environment: { CUDA_VISIBLE_DEVICES: '2,3' } };
  const variables = (device: string) =>
    tensorflowEnvironment(cudaLibrary(), locations, environmentOptions({ device }) ?? {});
  expect(Object.keys(variables('tensorflow')).filter((name) => name.startsWith('CUDA_'))).toEqual([]);
  expect(variables('tensorflow:gpu:0')).toMatchObject({ CUDA_VISIBLE_DEVICES: '0' });
});

/** A driver of two GPUs, and the variables with which it is found. */
function withDriver(more: Readonly<Record<string, string>> = {}): Locations {
  const driver = join(kit.index, 'driver');
  mkdirSync(driver, { recursive: true });
  writeFileSync(join(driver, 'libcuda.so.1'), '');
  writeFileSync(
    join(driver, 'nvidia-smi'),
    [
      '#!/bin/sh',
      '[ "$1" = --query-gpu=index,name,memory.total ] || exit 1',
      'printf "0, NVIDIA A100, SXM4, 81920 MiB\\n1, NVIDIA L4, 23034 MiB\\n"',
      '',
    ].join('\n'),
    { mode: 0o755 },
  );
  return {
    ...kit.locations,
    environment: { PATH: `${driver}:${kit.locations.environment['PATH'] ?? ''}`, LD_LIBRARY_PATH: driver, ...more },
  };
}

test('every usable GPU is a device, the first under TensorFlow’s own name', () => {
  const library = cudaLibrary();
  const candidates = (locations: Locations, of = library) =>
    tensorflowCandidates(of, locations).map(({ device, gpu }) => [device, gpu?.name ?? null]);
  expect(listGpus(kit.locations)).toEqual([]);
  expect(listGpus(withDriver())).toEqual([
    { index: 0, name: 'NVIDIA A100, SXM4', memory: '81920 MiB' },
    { index: 1, name: 'NVIDIA L4', memory: '23034 MiB' },
  ]);
  expect(candidates(withDriver())).toEqual([
    ['tensorflow', 'NVIDIA A100, SXM4'],
    ['tensorflow:gpu:1', 'NVIDIA L4'],
    ['tensorflow:cpu', null],
  ]);
  expect(candidates(withDriver({ CUDA_VISIBLE_DEVICES: '1' }))).toEqual([
    ['tensorflow', 'NVIDIA L4'],
    ['tensorflow:cpu', null],
  ]);
  expect(candidates(withDriver({ CUDA_VISIBLE_DEVICES: '-1' }))).toEqual([['tensorflow', null]]);
  expect(candidates(withDriver(), { ...library, build: 'cpu' })).toEqual([['tensorflow', null]]);
});

test('a run on the CPU of a machine with a GPU gives the reason, unless the CPU was chosen', () => {
  const library = cudaLibrary();
  const codes = (locations: Locations, of = library) => processorNotices(of, locations).map(({ code }) => code);
  expect(codes(withDriver())).toEqual(['tensorflow.gpuNotFound']);
  expect(codes(withDriver(), { ...library, build: 'cpu' })).toEqual(['tensorflow.cpuBuild']);
  expect(codes(withDriver(), { ...library, folder: writeLibrary(join(kit.index, 'bare')) })).toEqual([
    'tensorflow.cudaFilesMissing',
  ]);
  expect(codes(withDriver({ CUDA_VISIBLE_DEVICES: '-1' }))).toEqual([]);
});
