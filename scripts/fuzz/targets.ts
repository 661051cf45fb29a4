// The targets of fuzzing: every parser of untrusted files, with valid files and the function that reads them.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inspect } from '../../src/data/inspect/inspect.js';
import { writeAtomically } from '../../src/formats/atomicWrite.js';
import { openCheckpoint } from '../../src/formats/checkpoint/checkpointFile.js';
import { randomModel } from '../../src/formats/initialWeights.js';
import { readJsonObject } from '../../src/formats/json.js';
import { modelConfigJson, parseModelConfig } from '../../src/formats/modelConfig.js';
import { openSafetensors, writeSafetensors } from '../../src/formats/safetensors.js';
import type { TensorFile } from '../../src/formats/tensorFile.js';
import { openPytorch } from '../../src/formats/torch/pytorchFile.js';
import { writeStateDict } from '../../src/formats/torch/writeStateDict.js';
import { ZipWriter } from '../../src/formats/torch/zipWriter.js';
import { openWeights } from '../../src/formats/weightFiles.js';
import { readCheckpoint } from '../../src/runs/checkpoints.js';
import { journalPath, readJournal } from '../../src/runs/journal.js';
import { readRunFile } from '../../src/runs/runFile.js';
import { defaultSettings } from '../../src/shared/settings.js';
import type { TokenizerSource } from '../../src/text/definition/definition.js';
import { createTokenizer } from '../../src/text/tokenizer.js';
import { legacyFile, op, pickledTensor, storageBytes } from '../../test/unit/formats/pickles.js';
import { albertPieces, sentencePieceFile } from '../../test/unit/text/sentencePieces.js';
import { checkpointIndex } from './checkpointIndex.js';

export interface Target {
  /** The name of the damaged file in the target's folder. */
  readonly file: string;
  /** Makes valid files in the folder; further files that reading needs stay there. */
  readonly seeds: (folder: string) => Promise<Buffer[]> | Buffer[];
  /** Reads the file as the product does. A UserError counts as an answer, anything else that is thrown as a defect. */
  readonly read: (path: string, folder: string) => Promise<void> | void;
}

const model = randomModel({
  layers: 1,
  hidden: 4,
  heads: 2,
  vocabularySize: 7,
  labels: 2,
  task: 'single-label',
  seed: 5,
});

async function readAll(opening: Promise<TensorFile>): Promise<void> {
  const file = await opening;
  try {
    for (const name of file.names) await file.read(name);
  } finally {
    await file.close();
  }
}

async function written(folder: string, write: (path: string) => Promise<void>): Promise<Buffer> {
  const path = join(folder, 'seed');
  await write(path);
  return readFileSync(path);
}

const dictOf = (tensor: Uint8Array) =>
  Buffer.concat([op.proto, op.emptyDict, op.text('w'), tensor, op.setItem, op.stop]);
const strided = dictOf(pickledTensor({ offset: 1, shape: [2, 2], strides: [1, 2] }));

function archive(pickle: Uint8Array): (path: string) => Promise<void> {
  return (path) =>
    writeAtomically(path, async (sink) => {
      const zip = new ZipWriter(sink);
      await zip.add('archive/data.pkl', pickle);
      await zip.add('archive/data/0', storageBytes([0, 1, 2, 3, 4, 5]));
      await zip.finish();
    });
}

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'b', '##c', '好', 'ok', '!'].join('\n');
const tokenizer = await createTokenizer({ folder: 'seed', vocabulary });

async function tokenize(json: string, config: string | null): Promise<void> {
  await encode({ tokenizerJson: json, tokenizerConfig: config }, 'a bc 好 ok!');
}

async function encode(files: Omit<TokenizerSource, 'folder'>, text: string): Promise<void> {
  await (await createTokenizer({ folder: 'fuzz', ...files })).encode(text, 'b', 8);
}

const rows = 'text,label\n"it is, ""good""",1\n好吃,正面\nbad\r\n"two\nlines",0\n,\n';
const step =
  '{"event":"step","step":1,"epoch":1,"loss":2,"learningRate":1e-3,"gradientNorm":1,"seconds":1,"tokensPerSecond":9}\n';

const pairs = JSON.stringify(
  Object.fromEntries(
    ['<s>', '<pad>', '</s>', '<unk>', '<mask>', 'a', 'b', 'c', 'Ġ', 'ab', 'Ġab'].map((token, id) => [token, id]),
  ),
);

/** A file that Python wrote for the tests; scripts run in the repository's folder. */
function dataFile(name: string): Buffer {
  return readFileSync(join('test', 'unit', 'data', 'files', name));
}

async function look(path: string): Promise<void> {
  await inspect(path, { task: 'single-label', labelSeparator: '|', mergeLabels: false });
}

export const targets: Readonly<Record<string, Target>> = {
  safetensors: {
    file: 'model.safetensors',
    seeds: async (folder) => [await written(folder, (path) => writeSafetensors(path, model.weights, { format: 'pt' }))],
    read: (path) => readAll(openSafetensors(path)),
  },
  'safetensors index': {
    file: 'model.safetensors.index.json',
    seeds: async (folder) => {
      await writeSafetensors(join(folder, 'model-00001-of-00001.safetensors'), model.weights);
      return [
        Buffer.from(
          JSON.stringify({
            weight_map: Object.fromEntries(
              [...model.weights.keys()].map((name) => [name, 'model-00001-of-00001.safetensors']),
            ),
          }),
        ),
      ];
    },
    read: async (_, folder) => (await openWeights(folder, model.config)).close(),
  },
  'PyTorch archive': {
    file: 'model.pth',
    seeds: async (folder) => [
      await written(folder, archive(strided)),
      await written(folder, (path) => writeStateDict(path, model.weights)),
    ],
    read: (path) => readAll(openPytorch(path)),
  },
  'PyTorch before 1.6': {
    file: 'pytorch_model.bin',
    seeds: () => [legacyFile(strided, [0, 1, 2, 3, 4, 5])],
    read: (path) => readAll(openPytorch(path)),
  },
  'TensorFlow checkpoint': {
    file: 'model.ckpt.index',
    seeds: (folder) => {
      writeFileSync(join(folder, 'model.ckpt.data-00000-of-00001'), storageBytes([0, 1, 2, 3, 4, 5]));
      return [
        checkpointIndex([
          ['bert/pooler/dense/kernel', [2, 3]],
          ['global_step', []],
        ]),
      ];
    },
    read: (path) => readAll(openCheckpoint(path)),
  },
  'config.json': {
    file: 'config.json',
    seeds: () => [Buffer.from(JSON.stringify(modelConfigJson(model.config, ['bad', 'good'], {})))],
    read: (path) => void parseModelConfig(readJsonObject(path), path),
  },
  'tokenizer.json': {
    file: 'tokenizer.json',
    seeds: () => [Buffer.from(tokenizer.tokenizerJson())],
    read: (path) => tokenize(readFileSync(path, 'utf8'), null),
  },
  'tokenizer_config.json': {
    file: 'tokenizer_config.json',
    seeds: () => [Buffer.from(tokenizer.configJson())],
    read: (path) => tokenize(tokenizer.tokenizerJson(), readFileSync(path, 'utf8')),
  },
  'merges.txt': {
    file: 'merges.txt',
    seeds: () => [Buffer.from('#version: 0.2\na b\nĠ ab\n')],
    read: (path) => encode({ bytePairs: { vocabulary: pairs, merges: readFileSync(path, 'utf8') } }, 'ab ab c'),
  },
  'vocab.json': {
    file: 'vocab.json',
    seeds: () => [Buffer.from(pairs)],
    read: (path) => encode({ bytePairs: { vocabulary: readFileSync(path, 'utf8'), merges: 'a b\nĠ ab\n' } }, 'ab ab c'),
  },
  'vocab.txt': {
    file: 'vocab.txt',
    seeds: () => [Buffer.from(vocabulary)],
    read: (path) => encode({ vocabulary: readFileSync(path, 'utf8') }, 'a bc 好'),
  },
  'SentencePiece model': {
    file: 'spiece.model',
    seeds: () => [
      sentencePieceFile({ pieces: albertPieces }),
      sentencePieceFile({ pieces: albertPieces, characters: Buffer.from(`00010000${'00'.repeat(256)}6100`, 'hex') }),
    ],
    read: (path) =>
      encode({ sentencePiece: { name: 'spiece.model', bytes: readFileSync(path), family: 'albert' } }, 'a bB(好'),
  },
  CSV: {
    file: 'data.csv',
    seeds: () => [
      Buffer.from(rows),
      Buffer.from(`\ufeff${rows}`, 'utf16le'),
      Buffer.from(rows.replaceAll(',', '\t')),
      Buffer.from('d6d0cec42cb1eac7a90abac32c310a', 'hex'),
    ],
    read: async (path) => {
      await inspect(path, { task: 'single-label', labelSeparator: '|', mergeLabels: false });
    },
  },
  'CSV with open quotes': {
    file: 'data.csv',
    seeds: () => [
      Buffer.from(rows),
      Buffer.from('"open,1\n"two\nlines",0\n"a ""b"" c,1\n"a" b,0\n"",1\n'),
      Buffer.from(rows.replaceAll('\n', '\r')),
    ],
    read: async (path) => {
      await inspect(path, { task: 'single-label', labelSeparator: '|', mergeLabels: false, quotes: 'lenient' });
    },
  },
  'JSON Lines': {
    file: 'data.jsonl',
    seeds: () => [
      Buffer.from(
        '{"text":"a","label":1}\n{"text":"\\u597d","label":["a","b"],"m":{"x":null}}\r\n\n{"label":"b","text":"c\\nd"}',
      ),
    ],
    read: look,
  },
  'Excel workbook': { file: 'data.xlsx', seeds: () => [dataFile('reviews.xlsx')], read: look },
  Parquet: {
    file: 'data.parquet',
    seeds: () =>
      [
        ...['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'].map((codec) => `reviews-${codec}`),
        'encodings-1.0',
        'encodings-2.0',
      ].map((name) => dataFile(`${name}.parquet`)),
    read: look,
  },
  Arrow: {
    file: 'data.arrow',
    seeds: () => [dataFile('one-split/data-00000-of-00002.arrow'), dataFile('saved/train/data-00000-of-00001.arrow')],
    read: look,
  },
  'dataset folder': {
    file: 'state.json',
    seeds: (folder) => {
      for (const name of ['data-00000-of-00002.arrow', 'data-00001-of-00002.arrow', 'dataset_info.json'])
        writeFileSync(join(folder, name), dataFile(`one-split/${name}`));
      return [dataFile('one-split/state.json')];
    },
    read: (_, folder) => look(folder),
  },
  'run.json': {
    file: 'run.json',
    seeds: () => [
      Buffer.from(
        JSON.stringify({
          format: 1,
          id: 'x',
          product: '0.1.0',
          created: new Date(0).toISOString(),
          data: '../a.csv',
          settings: defaultSettings(),
          decisions: null,
        }),
      ),
    ],
    read: (_, folder) => void readRunFile(folder),
  },
  'journal.jsonl': {
    file: 'journal.jsonl',
    seeds: () => [Buffer.from(step.repeat(3))],
    read: (_, folder) => void readJournal(journalPath(folder)),
  },
  'run checkpoint': {
    file: 'checkpoints/last.safetensors',
    seeds: async (folder) => {
      mkdirSync(join(folder, 'checkpoints'), { recursive: true });
      const progress = { step: 1, evaluatedAt: -1, latest: null, best: null, bestStep: -1, sinceBest: 0, seconds: 1 };
      return [
        await written(folder, (path) =>
          writeSafetensors(path, model.weights, { format: '1', run: 'x', progress: JSON.stringify(progress) }),
        ),
      ];
    },
    read: async (_, folder) => {
      await readCheckpoint(folder, 'last', 'x');
    },
  },
};
