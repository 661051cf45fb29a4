// What is killed: a command in a folder of its own, how it is gone on with, and what has to be the same then.

import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

export interface Scenario {
  readonly name: string;
  /** The command that makes its folder ready; none where the rows are enough. */
  readonly before: readonly string[] | null;
  readonly words: readonly string[];
  /** The command that goes on in a folder where the first was killed. */
  readonly again: (folder: string) => readonly string[];
  /** Files and folders, as paths in the folder, that are whole or absent while it is killed. */
  readonly whole: readonly string[];
}

const rows = Array.from(
  { length: 72 },
  (_, row) =>
    `${row % 2 === 0 ? '味道很好，送得也快' : '等了两个小时，还是凉的'} ${row},${row % 2 === 0 ? '好' : '差'}`,
);
/** The data of every scenario, `rows.csv`. */
export const rowsText = `text,label\n${rows.join('\n')}\n`;

/** Enough for checkpoints after each step, the best beside the last, cached outputs and the journal. */
const training = [
  '--shape',
  '1-16-1',
  '--vocabulary',
  'vocab.txt',
  '--max-length',
  '32',
  '--batch',
  '8',
  '--epochs',
  '2',
  '--recipe',
  'tutorial',
  '--evaluations',
  '4',
  '--keep',
  'best',
  '--checkpoint-minutes',
  '0',
  '--threads',
  '1',
  '--freeze',
  'embeddings',
  '--json',
];
const trained = ['train', 'rows.csv', '--out', 'run', ...training];

/** What is younger than some seconds may be another process's that has just begun. */
function letRest(folder: string): void {
  const longAgo = new Date(Date.now() - 60_000);
  if (existsSync(folder)) utimesSync(folder, longAgo, longAgo);
}

function goOn(folder: string, run: string, words: readonly string[]): readonly string[] {
  return existsSync(join(folder, run, 'run.json')) ? ['resume', run, '--json'] : words;
}

const beside = ['train', 'rows.csv', ...training];
const predicted = ['predict', 'run', 'rows.csv', '--column', 'text', '--out', 'out.csv'];
const exported = (format: string, out: string): Scenario => {
  const words = ['export', 'run', '--format', format, '--out', out];
  return { name: `export ${format}`, before: trained, words, again: () => words, whole: [out] };
};

export const scenarios: readonly Scenario[] = [
  {
    name: 'train',
    before: null,
    words: trained,
    again: (folder) => goOn(folder, 'run', trained),
    whole: ['run/model/model.safetensors', 'run/model/model.onnx'],
  },
  {
    name: 'train beside the data',
    before: null,
    words: beside,
    again: (folder) => {
      letRest(join(folder, '.finetune', 'rows-1'));
      return goOn(folder, join('.finetune', 'rows-1'), beside);
    },
    whole: ['.finetune/rows-1/model/model.safetensors'],
  },
  { name: 'predict', before: trained, words: predicted, again: () => predicted, whole: ['out.csv'] },
  exported('onnx', 'model.onnx'),
  exported('safetensors', 'model.safetensors'),
  exported('pth', 'model.pth'),
  exported('python', 'job'),
];

/** The SHA-256 of files that differ from run to run: with times, or an identity. */
const ownToEachRun = /(?:^|\/)(?:run\.json|journal\.jsonl|last\.safetensors|best\.safetensors|evaluation\.json)$/;

/** Each file and folder by its path, with what has to be the same in it. */
export function contentOf(folder: string, inside = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) {
      found.set(`${path}/`, '');
      for (const [name, content] of contentOf(folder, path)) found.set(name, content);
    } else found.set(path, ownToEachRun.test(path) ? stepsIn(join(folder, path)) : bytesOf(join(folder, path)));
  }
  return found;
}

function bytesOf(file: string): string {
  return readFileSync(file).toString('base64');
}

/** The steps of a journal without their times; nothing of the other files. */
function stepsIn(file: string): string {
  if (!file.endsWith('journal.jsonl')) return '';
  const steps = readFileSync(file, 'utf8').match(/^\{"event":"step",.*?"gradientNorm":[^,]*/gm) ?? [];
  return steps.join('\n');
}
