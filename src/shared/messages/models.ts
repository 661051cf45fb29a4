// The messages between host and worker about models, devices, costs, predictions, evaluations and runs.

import * as z from 'zod';

import type { DeviceReport } from '../devices.js';
import { scoresSchema } from '../events.js';
import { memorySchema, proposalSchema } from '../memory.js';
import { failureSchema, noticeSchema } from './failures.js';

const count = z.int().nonnegative();
const label = z.string();

/**
 * A part of a model, by its name in the setting `freeze`: `embeddings`, `encoder.3`, `encoder.3.attention`, `pooler`,
 * `classifier`.
 */
export interface ModelPart {
  readonly part: string;
  readonly parameters: number;
  /** The parts of an encoder layer: `attention`, `feed-forward`, `norms`. Empty for other parts. */
  readonly parts: readonly ModelPart[];
}

/** The number of layers of a model that have weights of their own. */
export function layersOf(parts: readonly ModelPart[]): number {
  return parts.filter(({ part }) => /^encoder\.\d+$/.test(part)).length;
}

const partSchema: z.ZodType<ModelPart> = z.lazy(() =>
  z.object({ part: z.string(), parameters: count, parts: z.array(partSchema) }),
);

export const modelInfoSchema = z.object({
  folder: z.string(),
  name: z.string(),
  /** The bytes of the weight files. */
  bytes: count,
  /** `layers`: those that a text passes through; `maxPositions`: the largest number of tokens of a text. */
  config: z.object({
    layers: count,
    hiddenSize: count,
    heads: count,
    intermediateSize: count,
    vocabularySize: count,
    maxPositions: count,
    typeVocabularySize: count,
  }),
  task: z.enum(['single-label', 'multi-label', 'regression']),
  /** The labels of its classification head, by id; null when it has none. */
  labels: z.array(label).nullable(),
  /** In the order of the layers: embeddings, encoder.0 …, pooler where there is one, classifier. */
  parts: z.array(partSchema),
  parameters: count,
  /** Columns that it learned from; null for a model that no run of this product made. */
  taught: z.object({ text: z.string().nullable(), pair: z.string().nullable() }).nullable(),
  /** Notices about it for the texts: why it was chosen, or that it does not fit them. */
  notices: z.array(noticeSchema),
});
export type ModelInfo = z.infer<typeof modelInfoSchema>;

/** The progress of a model's download in bytes of all missing files. `total` is 0 until it is known. */
export const downloadSchema = z.object({ model: z.string(), file: z.string(), bytes: count, total: count });
export type Download = z.infer<typeof downloadSchema>;

/** A model of the hub that is in the cache. `bytes`: those of its weights. */
export const cachedModelSchema = z.object({ id: z.string(), model: z.string(), bytes: count });
export type CachedModel = z.infer<typeof cachedModelSchema>;

/** A model that the hub has. `languages`: ISO 639 codes, as far as the hub lists them. */
export const hubModelSchema = z.object({ id: z.string(), downloads: count, languages: z.array(z.string()) });
export type HubModel = z.infer<typeof hubModelSchema>;

export const deviceReportSchema: z.ZodType<DeviceReport> = z.object({
  device: z.string(),
  works: z.boolean(),
  detail: z.string(),
  problem: z.string().nullable(),
  failure: failureSchema.nullable(),
  gigaflops: z.number().nullable(),
  bfloat16: z.number().nullable(),
  memory: z.number().optional(),
  notices: z.array(noticeSchema),
});

/** The TensorFlow release that would be installed here: its size, and whether it is installed already. */
export const tensorflowReleaseSchema = z.object({
  version: z.string(),
  build: z.enum(['cpu', 'cuda']),
  downloadBytes: count,
  diskBytes: count,
  isInstalled: z.boolean(),
});
export type TensorflowRelease = z.infer<typeof tensorflowReleaseSchema>;

/** The progress of its installation: the bytes of this phase that are done, and all of them. */
export const installProgressSchema = z.object({
  phase: z.enum(['download', 'unpack']),
  wheel: z.string(),
  bytes: count,
  total: count,
});

/** The costs of a choice of frozen layers. Bytes and seconds are estimates. */
export const costSchema = z.object({
  freeze: z.string(),
  trainable: count,
  /** The learning rate that the run would use where the setting is not given. */
  learningRate: z.number(),
  /** The device that the run would use; the memory is the need on it. */
  device: z.string(),
  memory: memorySchema,
  /** One for each measured device that works; empty until `devices` has answered once, or while no rows are known. */
  speeds: z.array(
    z.object({ device: z.string(), rowsPerSecond: z.number(), epochSeconds: z.number(), seconds: z.number() }),
  ),
});
export type Cost = z.infer<typeof costSchema>;

/** The costs of the frozen layers in these settings; null while they are unknown. */
export function costIn(
  estimate: Pick<Estimate, 'costs'> | null,
  values: Readonly<Record<string, unknown>>,
): Cost | null {
  const freeze = values['freeze'] ?? '';
  return estimate?.costs.find((cost) => cost.freeze === freeze) ?? null;
}

/**
 * The device that would finish first; null while none is known. A panel starts a run on it where the user left the
 * choice open.
 */
export function fastest({ speeds }: Pick<Cost, 'speeds'>): Cost['speeds'][number] | null {
  return [...speeds].sort((a, b) => a.seconds - b.seconds)[0] ?? null;
}

export const estimateSchema = z.object({
  parameters: count,
  threads: count,
  /** The recipe's decisions for settings that are not given. */
  decided: z.object({ epochs: z.number().nonnegative(), evaluations: count, layerDecay: z.number() }),
  /** Null while the number of usable rows is unknown. */
  plan: z.object({ training: count, validation: count, stepsPerEpoch: count, steps: count }).nullable(),
  /** The costs in the order of the request. */
  costs: z.array(costSchema),
  /**
   * The settings to change where the present ones need more memory than there is; null where they fit, or nothing
   * would.
   */
  proposal: proposalSchema.nullable(),
  /** The memory that a run may take now, in bytes, and all that the machine has. */
  memoryFree: count,
  memoryTotal: count,
});
export type Estimate = z.infer<typeof estimateSchema>;

export const predictionSchema = z.object({
  /** The most likely label; all labels above one half for several a row; none for a regression. */
  labels: z.array(label),
  /** The probability of every label, in the model's order; empty for a regression. */
  probabilities: z.array(z.object({ label, probability: z.number() })),
  value: z.number().nullable(),
  /** The number of tokens that were used, special tokens included; `cut` when the text has more. */
  tokens: count,
  cut: z.boolean(),
});
export type TextPrediction = z.infer<typeof predictionSchema>;

/** One validation row beside the model's answer. */
export const wrongRowSchema = z.object({
  line: z.int().positive(),
  /** At most 200 characters; null when the file has changed since. */
  text: z.string().nullable(),
  pair: z.string().nullable(),
  /** Label ids: the row's own, and those that the model predicted; empty for a regression. */
  expected: z.array(count),
  predicted: z.array(count),
  /**
   * The probability of the predicted label; for several a row, of the label that is furthest off; null for a
   * regression.
   */
  probability: z.number().nullable(),
  /** The row's number and the model's, for a regression. */
  target: z.number().nullable(),
  value: z.number().nullable(),
});
export type WrongRow = z.infer<typeof wrongRowSchema>;

/** `evaluation.json` of a run's folder: the scores of the kept model on the held-out rows. */
export const evaluationSchema = z.object({
  format: z.literal(1),
  /** The file that `line` counts in: the data, or the second file that the setting `validation` names. */
  file: z.string(),
  /** The update after which these weights were taken. */
  step: count,
  rows: count,
  task: z.enum(['single-label', 'multi-label', 'regression']),
  labels: z.array(label),
  scores: scoresSchema,
  /** What always answering the largest class scores; runs of earlier versions have none. */
  baseline: z.object({ label, share: z.number(), isBeaten: z.boolean() }).nullable().default(null),
  wrong: count,
  /**
   * The cells of the confusion matrix that are not empty, by label id, with the lines of their rows, only the first
   * ones where there are many.
   */
  cells: z.array(z.object({ expected: count, predicted: count, count, lines: z.array(z.int().positive()) })),
  /** The worst predictions first; at most 1000. */
  mostWrong: z.array(wrongRowSchema),
  /** Rows that are right, the least sure first; at most 1000. Runs of earlier versions have none. */
  leastSure: z.array(wrongRowSchema).default([]),
});
export type RunEvaluation = z.infer<typeof evaluationSchema>;

/**
 * The formats of the job `export`: one file of weights, also in eight bits, or a folder that repeats a run in Python.
 */
export const exportFormats = ['onnx', 'onnx-int8', 'pth', 'safetensors', 'python'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The formats that a panel offers for a finished run: its Hugging Face folder too. */
export const panelExportFormats = ['folder', ...exportFormats] as const;
export type PanelExportFormat = (typeof panelExportFormats)[number];

/** The scores of the held-out rows before and after a model's weights were rounded to eight bits. */
export const roundingCostSchema = z.object({ rows: count, float32: scoresSchema, int8: scoresSchema });
export type RoundingCost = z.infer<typeof roundingCostSchema>;

export const runStates = ['running', 'paused', 'done', 'interrupted', 'failed'] as const;

/** A run as a list shows it. `interrupted`: stopped or killed, can be resumed; `failed` can be tried again. */
export const runSummarySchema = z.object({
  folder: z.string(),
  name: z.string(),
  data: z.string(),
  /** The folder of the base model; null for the bundled one. */
  model: z.string().nullable(),
  state: z.enum(runStates),
  /** An ISO 8601 timestamp. */
  created: z.string(),
  /** The time of its last event. */
  changed: z.string(),
  step: count,
  /** 0 while it is unknown. */
  steps: count,
  loss: z.number().nullable(),
  /** The scores of the kept model; of the latest evaluation while there is none. */
  scores: scoresSchema.nullable(),
  labels: z.array(label),
  /** The error that ended it. */
  failure: failureSchema.nullable(),
  /** The folder of the finished model; null while there is none. */
  finished: z.string().nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
