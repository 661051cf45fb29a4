// Files of torch.save: weights are read, code is refused by name, and damage is reported.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { writeAtomically } from '../../../../src/formats/atomicWrite.js';
import { readModelFolder } from '../../../../src/formats/modelFolder.js';
import { openPytorch } from '../../../../src/formats/torch/pytorchFile.js';
import { writeStateDict } from '../../../../src/formats/torch/writeStateDict.js';
import { ZipWriter } from '../../../../src/formats/torch/zipWriter.js';
import { temporaryFolder, tinyConfig, tinyModel, userError } from '../files.js';
import { hostilePickles, legacyFile, op, pickledTensor, storageBytes } from '../pickles.js';

const root = temporaryFolder();
let count = 0;

function file(bytes: Uint8Array | string): string {
  const path = join(root, `${count++}.bin`);
  writeFileSync(path, bytes);
  return path;
}

/** An archive with this data.pkl and one storage `0`. */
async function archive(
  pickle: Uint8Array,
  members: Readonly<Record<string, Uint8Array>> = { 'data/0': storageBytes([0, 1, 2, 3, 4, 5]) },
): Promise<string> {
  const path = join(root, `${count++}.pth`);
  await writeAtomically(path, async (sink) => {
    const zip = new ZipWriter(sink);
    await zip.add('archive/data.pkl', pickle);
    for (const [name, bytes] of Object.entries(members)) await zip.add(`archive/${name}`, bytes);
    await zip.finish();
  });
  return path;
}

/** A dictionary with one tensor `w` on the storage `0` of six float32. */
const dictOf = (tensor: Uint8Array) =>
  Buffer.concat([op.proto, op.emptyDict, op.text('w'), tensor, op.setItem, op.stop]);
const codeOf = async (path: string) => (await userError(openPytorch(path).then((opened) => opened.close()))).code;

describe('our own .pth export', () => {
  test('is read like a folder with model.safetensors', async () => {
    const folder = join(root, 'own');
    mkdirSync(folder);
    writeFileSync(join(folder, 'config.json'), JSON.stringify(tinyConfig()));
    await writeStateDict(join(folder, 'bert_sentiment.pth'), tinyModel.weights);
    const { weights, labelNames } = await readModelFolder(folder);
    expect(weights).toEqual(tinyModel.weights);
    expect(labelNames).toEqual(['bad', 'good']);
  });

  test('is read as a ZIP64 archive too', async () => {
    const path = join(root, 'zip64.pth');
    await writeStateDict(path, tinyModel.weights, { zip64From: 100 });
    const opened = await openPytorch(path);
    for (const [name, { data, shape }] of tinyModel.weights) {
      expect(opened.shape(name)).toEqual(shape);
      expect(await opened.read(name)).toEqual(data);
    }
    await opened.close();
  });
});

describe('a view on a storage', () => {
  test.each<[string, number, number[], number[], number[]]>([
    ['a part', 2, [2], [1], [2, 3]],
    ['transposed', 0, [3, 2], [1, 3], [0, 3, 1, 4, 2, 5]],
    ['every second', 1, [2], [2], [1, 3]],
    ['one element repeated', 4, [3], [0], [4, 4, 4]],
    ['nothing', 0, [0, 2], [2, 1], []],
    ['a number', 5, [], [], [5]],
  ])('is read: %s', async (_, offset, shape, strides, expected) => {
    const opened = await openPytorch(await archive(dictOf(pickledTensor({ offset, shape, strides }))));
    expect(opened.shape('w')).toEqual(shape);
    expect([...(await opened.read('w'))]).toEqual(expected);
    await opened.close();
  });

  test.each<[string, number, number[], number[]]>([
    ['beyond the storage', 5, [2], [1]],
    ['far beyond it by its stride', 0, [2], [1_000_000_000]],
    ['larger than any memory', 0, [1_000_000_000, 1_000_000_000], [0, 0]],
    ['as many dimensions as strides', 0, [2, 3], [1]],
  ])('is refused outside the storage: %s', async (_, offset, shape, strides) => {
    expect(await codeOf(await archive(dictOf(pickledTensor({ offset, shape, strides }))))).toMatch(
      /^model\.(tensorSize|notPytorch)$/,
    );
  });
});

test('the old format is read: consecutive pickles, then the storages', async () => {
  const opened = await openPytorch(
    file(legacyFile(dictOf(pickledTensor({ offset: 1, shape: [2], strides: [1] })), [0, 1, 2, 3, 4, 5])),
  );
  expect([...(await opened.read('w'))]).toEqual([1, 2]);
  await opened.close();
});

test('the state dict is found under the key of a training script, and with DataParallel’s prefix', async () => {
  const inner = Buffer.concat([
    op.emptyDict,
    op.text('module.w'),
    pickledTensor({ offset: 0, shape: [2], strides: [1] }),
    op.setItem,
  ]);
  const pickle = Buffer.concat([
    op.proto,
    op.emptyDict,
    op.text('epoch'),
    op.integer(3),
    op.setItem,
    op.text('model_state_dict'),
    inner,
    op.setItem,
    op.stop,
  ]);
  const opened = await openPytorch(await archive(pickle));
  expect(opened.names).toEqual(['w']);
  await opened.close();
});

test('a tensor saved beside the state dict is not read as a weight', async () => {
  const loss = Buffer.concat([op.text('loss'), pickledTensor({ offset: 0, shape: [1], strides: [1] }), op.setItem]);
  const inner = Buffer.concat([
    op.emptyDict,
    op.text('w'),
    pickledTensor({ offset: 0, shape: [2], strides: [1] }),
    op.setItem,
  ]);
  const opened = await openPytorch(
    await archive(
      Buffer.concat([op.proto, op.emptyDict, loss, op.text('model_state_dict'), inner, op.setItem, op.stop]),
    ),
  );
  expect(opened.names).toEqual(['w']);
  await opened.close();
});

describe('a pickle with a call is refused by name and not executed', () => {
  test('for at least thirty programs', () => {
    expect(hostilePickles.length).toBeGreaterThanOrEqual(30);
  });
  test.each(hostilePickles)('$name', async ({ pickle, refused }) => {
    for (const path of [await archive(pickle), file(legacyFile(pickle, []))]) {
      const error = await userError(openPytorch(path));
      expect(error.code).toBe('model.pickleRefused');
      expect(error.message).toContain(refused);
    }
  });
});

describe('a file that holds no weights is reported', () => {
  test.each<[string, () => string | Promise<string>, string]>([
    ['nothing', () => file(''), 'model.notPytorch'],
    ['a text', () => file('hello, world, this is a text'), 'model.notPytorch'],
    ['a Git LFS pointer', () => file('version https://git-lfs.github.com/spec/v1\n'), 'model.gitLfsPointer'],
    [
      'an archive cut short',
      async () =>
        file(
          (await import('node:fs'))
            .readFileSync(await archive(dictOf(pickledTensor({ offset: 0, shape: [2], strides: [1] }))))
            .subarray(0, 150),
        ),
      'model.notPytorch',
    ],
    ['an archive without a pickle', async () => archive(Buffer.of(0x2e)), 'model.notPytorch'],
    ['a number', () => archive(Buffer.concat([op.proto, op.integer(7), op.stop])), 'model.noStateDict'],
    ['TorchScript', () => archive(dictOf(op.none), { 'constants.pkl': Buffer.of(0x2e) }), 'model.torchScript'],
    ['another byte order', () => archive(dictOf(op.none), { byteorder: Buffer.from('big') }), 'model.bigEndian'],
    [
      'a storage that is absent',
      () => archive(dictOf(pickledTensor({ offset: 0, shape: [2], strides: [1] })), {}),
      'model.tensorSize',
    ],
    [
      'a tuple nested a million deep',
      () => archive(Buffer.concat([op.proto, op.emptyTuple, Buffer.alloc(2_000_000, 0x85), op.stop])),
      'model.notPytorch',
    ],
  ])('%s', async (_, make, code) => {
    expect(await codeOf(await make())).toBe(code);
  });
});
