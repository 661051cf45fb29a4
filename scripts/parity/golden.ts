// Reads a folder of PyTorch's numbers (test/fixtures/README.md says what is in it): recipe, start weights, batches,
// expectations.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { BertConfig, FloatTensor, Weights } from '../../src/base/model.js';
import type { LabelledBatch } from '../../src/base/training.js';
import { parseModelConfig } from '../../src/formats/modelConfig.js';
import { readModelFolder } from '../../src/formats/modelFolder.js';
import { openSafetensors, type SafetensorsFile } from '../../src/formats/safetensors.js';
import { generatedWeights } from './generatedWeights.js';

const jsonObject = z.record(z.string(), z.json());

const recipe = z.object({
  task: z.enum(['single-label', 'multi-label', 'regression']).optional(),
  lr: z.number(),
  steps: z.number().int(),
  schedule: z.enum(['constant', 'linear']),
  warmup: z.number().optional(),
  decay: z.number(),
  decay_all: z.boolean(),
  clip: z.number().nullable(),
  freeze: z.array(z.string()).optional(),
  accumulate: z.number().int().optional(),
});
export type Recipe = z.infer<typeof recipe>;

const goldenFile = z.object({
  /** The folder, relative to this one, of start weights and other files that several goldens share. */
  start: z.string().optional(),
  case: recipe.optional(),
  loss: z.array(z.number()),
  grad_norm: z.array(z.number()),
  learning_rate: z.array(z.number()).optional(),
  texts: z.array(z.string()).optional(),
  labels: z.array(z.number()).optional(),
  final_norms: z.record(z.string(), z.number()).optional(),
  /** The seed of generated start weights. */
  weights: z.object({ seed: z.number().int() }).optional(),
  /** The step n for each large tensor, of which only every nth element is recorded. */
  every: z.record(z.string(), z.number().int().positive()).default({}),
  /** The largest element of such a tensor. */
  peaks: z.record(z.string(), z.number()).default({}),
});
export type GoldenFile = z.infer<typeof goldenFile>;

/** The recipe of goldens that name none: realModel.py's. */
const tutorialRecipe: Recipe = { lr: 5e-5, steps: 10, schedule: 'constant', decay: 0.01, decay_all: true, clip: null };

/** The recorded tensors by name, whichever file they are in. */
export type GoldenTensors = Pick<SafetensorsFile, 'names' | 'has' | 'shape' | 'read' | 'close'>;

export interface Golden {
  readonly config: BertConfig;
  readonly weights: Weights;
  readonly recipe: Recipe;
  readonly file: GoldenFile;
  readonly tensors: GoldenTensors;
  readonly batches: readonly LabelledBatch[];
}

/** @param given folder of the start weights, when they are neither in the golden's own nor in the one it names */
export async function readGolden(folder: string, given?: string): Promise<Golden> {
  const file = goldenFile.parse(JSON.parse(await readFile(join(folder, 'golden.json'), 'utf8')));
  const start = file.start === undefined ? undefined : join(folder, file.start);
  const rules = file.case ?? tutorialRecipe;
  const tensors = await openTensors(start === undefined ? [folder] : [folder, start]);
  const model = given ?? start;
  const { config, weights } = await startOf(folder, model, file, rules, tensors);
  const count = rules.steps * (rules.accumulate ?? 1);
  const batches = await Promise.all(Array.from({ length: count }, (_, index) => readBatch(tensors, index, config)));
  return { config, weights, recipe: rules, file, tensors, batches };
}

async function startOf(
  folder: string,
  model: string | undefined,
  file: GoldenFile,
  rules: Recipe,
  tensors: GoldenTensors,
): Promise<{ config: BertConfig; weights: Weights }> {
  if (model !== undefined) return withGoldenHead(model, tensors, rules);
  return file.weights === undefined ? readModelFolder(folder) : generatedStart(folder, file.weights.seed);
}

async function openTensors(folders: readonly string[]): Promise<GoldenTensors> {
  const files: SafetensorsFile[] = [];
  for (const folder of folders) files.push(await openSafetensors(join(folder, 'golden.safetensors')));
  const holding = (name: string): SafetensorsFile => {
    const found = files.find((file) => file.has(name));
    if (!found) throw new Error(`no ${name} in ${folders.join(', ')}`);
    return found;
  };
  return {
    names: files.flatMap(({ names }) => names),
    has: (name) => files.some((file) => file.has(name)),
    shape: (name) => holding(name).shape(name),
    read: (name) => holding(name).read(name),
    close: async () => {
      await Promise.all(files.map((file) => file.close()));
    },
  };
}

/** Start weights that a generator makes from a seed, by the golden's config.json. */
async function generatedStart(folder: string, seed: number): Promise<{ config: BertConfig; weights: Weights }> {
  const path = join(folder, 'config.json');
  const { config } = parseModelConfig(jsonObject.parse(JSON.parse(await readFile(path, 'utf8'))), path);
  return { config, weights: generatedWeights(config, seed) };
}

async function withGoldenHead(
  model: string,
  tensors: GoldenTensors,
  { task = 'single-label' }: Recipe,
): Promise<{ config: BertConfig; weights: Weights }> {
  const labels = tensors.shape('classifier.bias')[0] ?? 0;
  const labelNames = Array.from({ length: labels }, (_, index) => String(index));
  const { config, weights } = await readModelFolder(model, { task, labelNames, seed: 0 });
  const whole = new Map<string, FloatTensor>(weights);
  for (const name of ['classifier.weight', 'classifier.bias'])
    whole.set(name, { shape: tensors.shape(name), data: await tensors.read(name) });
  return { config: { ...config, hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 }, weights: whole };
}

async function readBatch(tensors: GoldenTensors, index: number, config: BertConfig): Promise<LabelledBatch> {
  const read = (name: string) => tensors.read(`batch.${index}.${name}`);
  const [size = 0, length = 0] = tensors.shape(`batch.${index}.input_ids`);
  const labels = await read('labels');
  return {
    size,
    length,
    ids: Int32Array.from(await read('input_ids')),
    types: Int32Array.from(await read('token_type_ids')),
    mask: Int32Array.from(await read('attention_mask')),
    targets: config.task === 'single-label' ? Int32Array.from(labels) : labels,
  };
}
