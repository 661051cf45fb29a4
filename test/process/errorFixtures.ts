// Faulty data, models and runs for cliErrors.test.ts.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import iconv from 'iconv-lite';

import { bundledModel } from './cliKit.js';

const rows = ['好吃,正面', '难吃,负面', '很快,正面', '太慢,负面', '喜欢,正面', '讨厌,负面', '不错,正面', '失望,负面'];

/** A CSV that nothing is wrong with. */
export const goodCsv = ['评论内容,情感标签', ...rows, ''].join('\n');

/** Writes the data files into a folder. */
export function writeData(folder: string): void {
  const files: Record<string, string | Buffer> = {
    'good.csv': goodCsv,
    'empty.csv': '',
    'header.csv': '评论内容,情感标签\n',
    'one-column.csv': '评论内容\n好吃\n难吃\n',
    'quote.csv': `${goodCsv}"没有结束的引号,正面\n又一行,负面\n`,
    'ragged.csv': '评论内容,情感标签\n好吃,正面,多余\n难吃,负面,多余\n',
    'one-class.csv': '评论内容,情感标签\n好吃,正面\n不错,正面\n喜欢,正面\n',
    'one-row.csv': '评论内容,情感标签\n好吃,正面\n',
    'no-labels.csv': '评论内容,情感标签\n好吃,\n不错,\n喜欢,\n',
    'many-labels.csv': [
      'text,label',
      ...Array.from({ length: 10_001 }, (_, row) => `the text ${row},label ${row}`),
      '',
    ].join('\n'),
    'report.csv': '%PDF-1.7\n1 0 obj\n',
    'short.parquet': 'PAR1\u0015\u0004',
    'value.json': '{"text":"a","label":"b"}\n',
    'broken.jsonl': '{"text":"a","label":"b"}\n{"text":"c"',
    'gbk.csv': iconv.encode(goodCsv, 'gbk'),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, 'huge.csv'), 'PK\u0003\u0004');
  // Sparse: a workbook of five gigabytes that takes no room.
  truncateSync(join(folder, 'huge.csv'), 5e9);
}

/** Changes one file of a model; null removes it. */
type Change = readonly [file: string, content: (old: Buffer) => Buffer | string | null];

const changes: Record<string, readonly Change[]> = {
  'no-config': [['config.json', () => null]],
  'no-weights': [['model.safetensors', () => null]],
  'no-vocabulary': [['vocab.txt', () => null]],
  'other-shape': [['config.json', (old) => old.toString().replace(/"hidden_size": \d+/, '"hidden_size": 64')]],
  truncated: [['model.safetensors', (old) => old.subarray(0, 100_000)]],
  'no-safetensors': [['model.safetensors', () => 'not safetensors at all']],
  'hostile-header': [
    ['model.safetensors', (old) => Buffer.concat([Buffer.from('ffffffffffffff7f', 'hex'), old.subarray(8)])],
  ],
  'overlapping-tensors': [['model.safetensors', overlapTensors]],
  'lfs-pointer': [
    ['model.safetensors', () => 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 6448340\n'],
  ],
  'broken-json': [['config.json', () => '{"hidden_size": ']],
  gpt2: [['config.json', (old) => old.toString().replace('"model_type": "bert"', '"model_type": "gpt2"')]],
  // As many are on the hub: with a tokenizer in files of other names.
  'gpt2-merges': [
    ['config.json', (old) => old.toString().replace('"model_type": "bert"', '"model_type": "gpt2"')],
    ['vocab.txt', () => null],
  ],
  'pieces-only': [
    ['config.json', (old) => old.toString().replace('"model_type": "bert"', '"model_type": "albert"')],
    ['vocab.txt', () => null],
    ['spiece.model', () => 'pieces'],
  ],
  'pieces-of-others': [
    ['vocab.txt', () => null],
    ['spiece.model', () => 'pieces'],
  ],
  'not-finite': [['model.safetensors', poison]],
  // A pickle that would write a file if anything executed it.
  pickle: [
    ['model.safetensors', () => null],
    ['pytorch_model.bin', () => "cos\nsystem\n(S'touch executed'\ntR."],
  ],
};

export const brokenModels = Object.keys(changes);

/** Writes each broken model into a folder of its name. */
export function writeModels(folder: string): void {
  for (const [name, edits] of Object.entries(changes)) {
    const model = join(folder, name);
    mkdirSync(model, { recursive: true });
    cpSync(bundledModel, model, { recursive: true });
    for (const [file, content] of edits) {
      const path = join(model, file);
      const old = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
      const changed = content(old);
      if (changed === null) rmSync(path);
      else writeFileSync(path, changed);
    }
  }
}

interface Entry {
  data_offsets: [number, number];
}

/** Edits the header of a safetensors file, as long as it was. */
function withHeader(file: Buffer, edit: (header: Record<string, Entry>) => void): Buffer {
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<string, Entry>;
  edit(header);
  const text = Buffer.from(JSON.stringify(header).padEnd(length));
  if (text.length !== length) throw new Error('the edited header does not fit');
  return Buffer.concat([file.subarray(0, 8), text, file.subarray(8 + length)]);
}

function overlapTensors(file: Buffer): Buffer {
  return withHeader(file, (header) => {
    const [first, second] = Object.values(header).filter(
      (entry) => 'data_offsets' in entry && entry.data_offsets[1] - entry.data_offsets[0] === 256,
    );
    if (first === undefined || second === undefined) throw new Error('two tensors of one size are needed');
    second.data_offsets = first.data_offsets;
  });
}

/** Puts a NaN into the pooler, in float16. */
function poison(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt16LE(0x7e00, placeOf('bert.pooler.dense.weight', copy)[0]);
  return copy;
}

/** Bytes of the file between which a tensor's data lies. */
function placeOf(tensor: string, file: Buffer): [start: number, end: number] {
  let place: [number, number] | undefined;
  withHeader(file, (header) => (place = header[tensor]?.data_offsets));
  if (place === undefined) throw new Error(`there is no ${tensor}`);
  const data = 8 + Number(file.readBigUInt64LE(0));
  return [data + place[0], data + place[1]];
}

/** A finished run's model with one float32 weight so large that the first step overflows. */
export function writeExplosiveModel(model: string, into: string): void {
  cpSync(model, into, { recursive: true });
  const path = join(into, 'model.safetensors');
  const file = readFileSync(path);
  const [start, end] = placeOf('classifier.weight', file);
  for (let offset = start; offset < end; offset += 4) file.writeFloatLE(3e38, offset);
  writeFileSync(path, file);
}
