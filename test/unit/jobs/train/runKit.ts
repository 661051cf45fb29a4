// A small CSV, its vocabulary, and runs on them with the softmax trainer.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createRandom } from '../../../../src/base/random.js';
import { computing } from '../../../../src/jobs/devices/computing.js';
import type { JobContext, OtherResources, TrainOutcome } from '../../../../src/jobs/jobs.js';
import { resume, train } from '../../../../src/jobs/train/train.js';
import { UserError } from '../../../../src/shared/errors.js';
import type { RunEvent } from '../../../../src/shared/events.js';
import type { GivenSettings } from '../../../../src/shared/settings.js';
import { temporaryFolder } from '../../runs/temporary.js';
import { createSoftmaxTrainer, type Faults } from './softmaxTrainer.js';

const words = {
  good: ['fresh', 'tasty', 'quick', 'warm', 'kind'],
  bad: ['cold', 'late', 'rude', 'stale', 'wrong'],
  any: ['the', 'meal', 'was', 'very', 'and', 'driver', 'soup', 'rice'],
};

export interface Kit {
  readonly folder: string;
  readonly csv: string;
  /** Rows with the labels the wrong way round: the better a model, the worse it does on them. */
  readonly contrary: string;
  /** Settings for a model of this vocabulary, four rows a batch. */
  readonly settings: GivenSettings;
  readonly out: string;
}

/** @param rows of two labels, learnable but not at once */
export function createKit(rows = 40): Kit {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const vocabulary = join(folder, 'vocab.txt');
  writeFileSync(
    vocabulary,
    ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words.good, ...words.bad, ...words.any].join('\n'),
  );
  const csv = join(folder, 'reviews.csv');
  writeFileSync(csv, csvText(rows));
  const contrary = join(folder, 'contrary.csv');
  writeFileSync(
    contrary,
    csvText(16).replace(/good$|bad$/gm, (label) => (label === 'good' ? 'bad' : 'good')),
  );
  const settings = {
    recipe: 'tutorial',
    shape: '1-24-1',
    vocabulary,
    batch: 4,
    epochs: 2,
    learningRate: 0.02,
    evaluations: 5,
    threads: 1,
    checkpointMinutes: 1440,
  };
  return { folder, csv, contrary, settings, out: join(folder, 'run') };
}

function csvText(rows: number): string {
  const random = createRandom(7, rows);
  const pick = (list: readonly string[]) => list[random.integer(list.length)]!;
  const line = (row: number) => {
    const kind = row % 2 === 0 ? 'good' : 'bad';
    const text = Array.from({ length: 2 + random.integer(9) }, () =>
      random.next() < 0.35 ? pick(words[kind]) : pick(words.any),
    );
    return `${text.join(' ')},${kind}`;
  };
  return ['text,label', ...Array.from({ length: rows }, (_, row) => line(row))].join('\n');
}

export interface Call {
  readonly events: RunEvent[];
  readonly outcome: TrainOutcome | Error;
}

export interface CallOptions extends Faults {
  readonly signal?: AbortSignal;
  /** In place of the softmax trainer. */
  readonly createTrainer?: JobContext['createTrainer'];
  readonly onEvent?: (event: RunEvent) => void;
}

export function contextOf(
  { signal = new AbortController().signal, onEvent, createTrainer, ...faults }: CallOptions,
  events: RunEvent[],
): JobContext {
  return {
    emit: (event) => {
      events.push(event);
      onEvent?.(event);
    },
    signal,
    createTrainer: createTrainer ?? ((options) => createSoftmaxTrainer(options, faults)),
    createPredictor: computing.createPredictor,
    log: () => undefined,
    bundledModels: '/nowhere',
    version: '0.0.0',
  };
}

async function call(options: CallOptions, job: (context: JobContext) => Promise<TrainOutcome>): Promise<Call> {
  const events: RunEvent[] = [];
  const outcome = await job(contextOf(options, events)).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  return { events, outcome };
}

export function trainKit(kit: Kit, settings: GivenSettings = {}, options: CallOptions = {}): Promise<Call> {
  return call(options, (context) =>
    train({ data: kit.csv, out: kit.out, settings: { ...kit.settings, ...settings } }, context),
  );
}

export function resumeKit(kit: Kit, options: CallOptions = {}, other: OtherResources = {}): Promise<Call> {
  return call(options, (context) => resume(kit.out, context, other));
}

export function modelBytes(kit: Kit): Buffer {
  return readFileSync(join(kit.out, 'model', 'model.safetensors'));
}

export function eventsOf<Name extends RunEvent['event']>(
  events: readonly RunEvent[],
  name: Name,
): Extract<RunEvent, { event: Name }>[] {
  return events.filter((event): event is Extract<RunEvent, { event: Name }> => event.event === name);
}

/** The code of a failed call's UserError. */
export function codeOf({ outcome }: Call): string {
  if (outcome instanceof UserError) return outcome.code;
  throw outcome instanceof Error ? outcome : new Error(`ended with ${outcome.event}`);
}
