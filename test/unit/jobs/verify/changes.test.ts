// Whatever single thing of a finished run is changed, `verify` tells: a hundred changes that a person or a disk may
// make, and two hundred flipped bits.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { createRandom } from '../../../../src/base/random.js';
import { verify } from '../../../../src/jobs/verify/verify.js';
import { UserError } from '../../../../src/shared/errors.js';
import { contextOf, createKit, type Kit, trainKit } from '../train/runKit.js';

async function finishedRun(): Promise<Kit> {
  const kit = createKit();
  await trainKit(kit, { keep: 'best' });
  return kit;
}

async function isRight({ out }: Kit): Promise<boolean> {
  const request = { folder: out, steps: 0, right: () => undefined, wrong: () => undefined };
  return verify(request, contextOf({}, [])).then(
    () => true,
    (error: unknown) => (error instanceof UserError ? false : Promise.reject(error as Error)),
  );
}

/** What of a file may be changed: `data` are the rows, `weights` bits of numbers, `lines` and `values` text. */
const files: readonly (readonly [file: string, kind: 'bits' | 'lines' | 'values'])[] = [
  ['../reviews.csv', 'lines'],
  ['../vocab.txt', 'lines'],
  ['run.json', 'values'],
  ['journal.jsonl', 'lines'],
  ['journal.jsonl', 'values'],
  ['evaluation.json', 'values'],
  ['model/config.json', 'values'],
  ['model/vocab.txt', 'lines'],
  ['model/tokenizer_config.json', 'values'],
  ['model/README.md', 'lines'],
  ['model/model.safetensors', 'bits'],
  ['model/model.onnx', 'bits'],
  ['checkpoints/last.safetensors', 'bits'],
  ['checkpoints/best.safetensors', 'bits'],
];

type Random = ReturnType<typeof createRandom>;

function changed(whole: Buffer, kind: 'bits' | 'lines' | 'values', random: Random): Buffer {
  if (kind === 'bits') return flipped(whole, random.integer(8 * whole.length));
  const text = whole.toString('utf8');
  return Buffer.from(kind === 'lines' ? otherLines(text, random) : otherValue(text, random));
}

function flipped(whole: Buffer, bit: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  return bytes;
}

/** A line lost, doubled, or with another letter; exchanged with the next where they differ. */
function otherLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.integer(Math.max(1, lines.length - 2));
  const line = lines[at]!;
  const others: readonly (readonly string[])[] = [
    lines.toSpliced(at, 1),
    lines.toSpliced(at, 0, line),
    lines.toSpliced(at, 1, `${line}x`),
    lines.toSpliced(at, 2, lines[at + 1]!, line),
  ];
  const other = others[random.integer(4)]!.join('\n');
  return other === text ? `${text}x` : other;
}

/** Another digit for one of a number, or another letter of a word. */
function otherValue(text: string, random: Random): string {
  const places = [...text.matchAll(/[0-9a-z]/g)].map(({ index }) => index);
  const at = places[random.integer(places.length)]!;
  const other = /\d/.test(text[at]!) ? String((Number(text[at]) + 1) % 10) : text[at] === 'q' ? 'z' : 'q';
  return text.slice(0, at) + other + text.slice(at + 1);
}

async function expectTold(kit: Kit, file: string, content: (whole: Buffer) => Buffer, what: string): Promise<void> {
  const path = join(kit.out, file);
  const whole = readFileSync(path);
  const other = content(whole);
  expect(other.equals(whole), what).toBe(false);
  writeFileSync(path, other);
  try {
    expect(await isRight(kit), what).toBe(false);
  } finally {
    writeFileSync(path, whole);
  }
}

test('a hundred single changes of rows, weights, settings, records and texts are told a hundred times', async () => {
  const kit = await finishedRun();
  const there = files.filter(([file]) => existsSync(join(kit.out, file)));
  expect(there.length).toBe(files.length);
  expect(await isRight(kit)).toBe(true);
  for (let change = 0; change < 105; change++) {
    const [file, kind] = there[change % there.length]!;
    const random = createRandom(5, change);
    await expectTold(kit, file, (whole) => changed(whole, kind, random), `${file}, ${kind}, change ${change}`);
  }
  expect(await isRight(kit)).toBe(true);
}, 300_000);

const written = [
  'checkpoints/last.safetensors',
  'checkpoints/best.safetensors',
  'model/model.safetensors',
  'journal.jsonl',
  'run.json',
];

test('two hundred flipped bits of checkpoints, model, journal and run.json are told two hundred times', async () => {
  const kit = await finishedRun();
  for (let flip = 0; flip < 200; flip++) {
    const file = written[flip % written.length]!;
    const random = createRandom(6, flip);
    await expectTold(kit, file, (whole) => flipped(whole, random.integer(8 * whole.length)), `${file}, flip ${flip}`);
  }
  expect(await isRight(kit)).toBe(true);
}, 300_000);
