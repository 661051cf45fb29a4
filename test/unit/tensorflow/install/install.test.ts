// The installation of TensorFlow: whatever happens, the library is complete or absent.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { type ErrorCode, UserError } from '../../../../src/shared/errors.js';
import { findLibrary } from '../../../../src/tensorflow/find.js';
import { type InstallProgress, installTensorflow } from '../../../../src/tensorflow/install/install.js';
import { isInstalled } from '../../../../src/tensorflow/install/pins.js';
import { removeTensorflow } from '../../../../src/tensorflow/install/remove.js';
import { deadMark, markElsewhere } from '../../../support/marks.js';
import { type Kit, makeKit } from '../fakes.js';

let kit: Kit;
beforeEach(() => (kit = makeKit()));
afterEach(() => kit.remove());

const library = () => join(kit.locations.cache, '2.21.0-cpu', 'tensorflow');

/** What fails leaves nothing that would be taken for a library, and no folder that was being worked in. */
async function expectRefusal(code: ErrorCode): Promise<UserError> {
  const error: unknown = await installTensorflow(kit.options).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code });
  expect(findLibrary(kit.locations)).toBeNull();
  expect(
    existsSync(kit.locations.cache) ? readdirSync(kit.locations.cache).filter((name) => name.startsWith('.tmp')) : [],
  ).toEqual([]);
  if (!(error instanceof UserError)) throw new Error('no UserError');
  return error;
}

test('an installation holds the libraries, the headers and the licence, and nothing of Python', async () => {
  const installed = await installTensorflow(kit.options);
  expect(installed).toEqual({ folder: library(), version: '2.21.0', build: 'cpu', isNew: true });
  const files = readdirSync(join(library(), '..'), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name);
  expect(files.sort()).toEqual([
    'LICENSE',
    'c_api.h',
    'libcublas.so.12',
    'library.json',
    'libtensorflow.so',
    'libtensorflow.so.2',
    'libtensorflow_cc.so',
    'libtensorflow_cc.so.2',
    'libtensorflow_framework.so',
    'libtensorflow_framework.so.2',
  ]);
  expect(readFileSync(join(library(), 'libtensorflow.so.2'))).toHaveLength(300_000);
  expect(readdirSync(kit.locations.cache)).toEqual(['2.21.0-cpu']);
  expect(findLibrary(kit.locations)).toEqual({
    folder: library(),
    source: 'installed',
    version: '2.21.0',
    build: 'cpu',
  });
});

test('progress rises from zero to all and never falls', async () => {
  const seen: InstallProgress[] = [];
  await installTensorflow({ ...kit.options, onProgress: (progress) => seen.push(progress) });
  for (const phase of ['download', 'unpack'] as const) {
    const bytes = seen.filter((progress) => progress.phase === phase).map((progress) => progress.bytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes.length).toBeGreaterThan(2);
  }
  const downloads = seen.filter(({ phase }) => phase === 'download');
  expect(downloads[0]?.bytes).toBe(0);
  expect(downloads.at(-1)?.bytes).toBe(downloads.at(-1)?.total);
});

test('an installed library is not downloaded again', async () => {
  await installTensorflow(kit.options);
  const calls = kit.calls();
  expect(calls).toEqual(['tensorflow-cpu==2.21.0', 'nvidia-cublas-cu12==12.5.3.2']);
  expect(await installTensorflow(kit.options)).toMatchObject({ isNew: false });
  expect(kit.calls()).toEqual(calls);
});

test('after an interruption complete wheels are kept, and only the others are downloaded', async () => {
  kit.sabotage('[ "$name" = nvidia_cublas_cu12 ] && exit 1');
  await expectRefusal('tensorflow.notDownloaded');
  kit.sabotage('');
  await installTensorflow(kit.options);
  expect(kit.calls()).toEqual([
    'tensorflow-cpu==2.21.0',
    'nvidia-cublas-cu12==12.5.3.2',
    'nvidia-cublas-cu12==12.5.3.2',
  ]);
});

test('a kept wheel that is damaged is downloaded again', async () => {
  kit.sabotage('[ "$name" = nvidia_cublas_cu12 ] && exit 1');
  await expectRefusal('tensorflow.notDownloaded');
  truncateSync(join(kit.locations.cache, 'wheels', kit.release.wheels[0]?.file ?? ''), 1000);
  kit.sabotage('');
  await installTensorflow(kit.options);
  expect(kit.calls()).toHaveLength(4);
  expect(isInstalled(kit.release, kit.locations)).toBe(true);
});

test('the remains of a killed installation are no library, and the next one removes those of its machine', async () => {
  const elsewhere = `.tmp-${markElsewhere()}-abc`;
  for (const name of [`.tmp-${deadMark()}-abc`, elsewhere]) {
    const left = join(kit.locations.cache, name, 'tensorflow');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'libtensorflow_cc.so.2'), 'half');
  }
  expect(findLibrary(kit.locations)).toBeNull();
  await installTensorflow(kit.options);
  expect(readdirSync(kit.locations.cache)).toEqual([elsewhere, '2.21.0-cpu']);
});

test('a library with a truncated file is not used, and an installation replaces it', async () => {
  await installTensorflow(kit.options);
  truncateSync(join(library(), 'libtensorflow_cc.so.2'), 10);
  expect(findLibrary(kit.locations)).toBeNull();
  expect(await installTensorflow(kit.options)).toMatchObject({ isNew: true });
  expect(findLibrary(kit.locations)).toMatchObject({ source: 'installed' });
});

test('a file that differs from the published one is refused and deleted', async () => {
  writeFileSync(join(kit.index, kit.release.wheels[0]?.file ?? ''), 'another file');
  const { values } = await expectRefusal('tensorflow.otherHash');
  expect(values['wheel']).toBe(kit.release.wheels[0]?.file);
  expect(existsSync(join(kit.locations.cache, 'wheels'))).toBe(false);
});

test('a published file that is not an archive is refused by name', async () => {
  const bytes = Buffer.from('PK, but not a ZIP');
  const pin = kit.release.wheels[0]!;
  writeFileSync(join(kit.index, pin.file), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  kit = {
    ...kit,
    options: { ...kit.options, release: { ...kit.release, wheels: [{ ...pin, bytes: bytes.length, sha256 }] } },
  };
  expect((await expectRefusal('tensorflow.corruptWheel')).values['wheel']).toBe(pin.file);
});

test('an error of pip is reported in its own words', async () => {
  kit.sabotage(
    [
      'echo "WARNING: slow" >&2',
      'echo "ERROR: No matching distribution found for $last" >&2',
      'echo "hint: none" >&2',
      'exit 1',
    ].join('; '),
  );
  const { values } = await expectRefusal('tensorflow.notDownloaded');
  expect(values['reason']).toBe('No matching distribution found for tensorflow-cpu==2.21.0');
});

test('without Python, or without pip, the choices are named', async () => {
  const bin = join(kit.index, 'bin');
  mkdirSync(bin);
  kit = { ...kit, options: { ...kit.options, locations: { ...kit.locations, environment: { PATH: bin } } } };
  await expectRefusal('tensorflow.noPython');
  for (const name of ['python3', 'python']) symlinkSync('/bin/false', join(bin, name));
  expect((await expectRefusal('tensorflow.noPip')).message).toContain('FINETUNE_BERT_TENSORFLOW');
});

test('a disk that is too small is reported before the download', async () => {
  kit = { ...kit, options: { ...kit.options, release: { ...kit.release, diskBytes: 1e17 } } };
  await expectRefusal('tensorflow.noRoom');
  expect(kit.calls()).toEqual([]);
});

test('a cache folder that cannot be created is named', async () => {
  rmSync(kit.locations.cache, { recursive: true, force: true });
  writeFileSync(kit.locations.cache, 'a file');
  await expect(installTensorflow(kit.options)).rejects.toMatchObject({ code: 'machine.isFile' });
});

test('a cancelled installation ends pip and leaves no library', async () => {
  const controller = new AbortController();
  kit.sabotage('sleep 60');
  const installation = installTensorflow({ ...kit.options, signal: controller.signal });
  const outcome = expect(installation).rejects.toThrow();
  while (kit.calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  controller.abort();
  await outcome;
  expect(findLibrary(kit.locations)).toBeNull();
  expect(readdirSync(kit.locations.cache)).toEqual([]);
});

test('a removal frees the disk, reports how much, and keeps the compiled binding', async () => {
  await installTensorflow(kit.options);
  mkdirSync(join(kit.locations.cache, 'binding'));
  writeFileSync(join(kit.locations.cache, 'binding', 'tfjs_binding.node'), 'compiled');
  expect(removeTensorflow(kit.locations)).toBeGreaterThan(450_000);
  expect(findLibrary(kit.locations)).toBeNull();
  expect(readdirSync(kit.locations.cache)).toEqual(['binding']);
  expect(removeTensorflow(kit.locations)).toBe(0);
});

test('an archive with a path outside its folder is refused as a whole', async () => {
  const pin = kit.release.wheels[0]!;
  const bytes = zipSync({
    'tensorflow/libtensorflow_cc.so.2': Buffer.from('x'),
    '../../outside': Buffer.from('hostile'),
  });
  writeFileSync(join(kit.index, pin.file), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  kit = {
    ...kit,
    options: { ...kit.options, release: { ...kit.release, wheels: [{ ...pin, bytes: bytes.length, sha256 }] } },
  };
  await expectRefusal('tensorflow.corruptWheel');
});
