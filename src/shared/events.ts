// Everything that happens in a run: one object a line in journal.jsonl and, unchanged, on stdout with --json. The
// schemas are the one definition: events and scores from a file or another process are parsed by them.

import * as z from 'zod';

import { memorySchema, proposalSchema } from './memory.js';
import { failureSchema, noticeSchema } from './messages/failures.js';
import { definitionOf, type SettingName, settingNames, type Settings } from './settings.js';

const count = z.int().nonnegative();
const figure = z.number();

const classScoreSchema = z.object({
  label: z.string(),
  precision: figure,
  recall: figure,
  f1: figure,
  /** Rows that truly have this label. */
  support: count,
});
export type ClassScore = z.infer<typeof classScoreSchema>;

/** The figures of one evaluation of classes; shares are between 0 and 1. */
const classScoresSchema = z.object({
  kind: z.literal('classes'),
  loss: figure,
  /** Share of rows whose class, or whose whole set of classes, is right. */
  accuracy: figure,
  /** Means over the classes, each class counting alike. */
  precision: figure,
  recall: figure,
  f1: figure,
  /** From the counts of all classes together; for one class a row it equals the accuracy. */
  microF1: figure,
  /** F1 averaged by the classes' rows; absent in figures of an earlier version, as the next two. */
  weightedF1: figure.optional(),
  /** Matthews' correlation; null for several labels a row. */
  matthews: figure.nullable().optional(),
  /** Mean area under the ROC curves of each class against the others; null where there is none. */
  auc: figure.nullable().optional(),
  perClass: z.array(classScoreSchema).readonly(),
  /** Rows by true class, columns by predicted class; null for several labels a row. */
  confusion: z.array(z.array(count).readonly()).readonly().nullable(),
});
export type ClassScores = z.infer<typeof classScoresSchema>;

const regressionScoresSchema = z.object({
  kind: z.literal('regression'),
  /** Mean squared error, which is also the loss. */
  loss: figure,
  rmse: figure,
  mae: figure,
  /** Null where it is not defined: fewer than two rows, or all numbers alike. */
  pearson: figure.nullable(),
  /** The standard deviation of the rows' own numbers: the RMSE of always answering their mean. */
  spread: figure.optional(),
});
export type RegressionScores = z.infer<typeof regressionScoresSchema>;

export const scoresSchema = z.discriminatedUnion('kind', [classScoresSchema, regressionScoresSchema]);
export type Scores = z.infer<typeof scoresSchema>;

/** What a run was asked to do, complete; what an older version did not write, or wrote otherwise, takes its default. */
export const settingsSchema = z.object(
  Object.fromEntries(settingNames.map((name) => [name, schemaOf(name)])),
) as unknown as z.ZodType<Settings>;

function schemaOf(name: SettingName): z.ZodType {
  const setting = definitionOf(name);
  const value: z.ZodType<number | boolean | string> = {
    number: z.number(),
    integer: z.number(),
    boolean: z.boolean(),
    text: z.string(),
    choice: setting.kind === 'choice' ? z.enum(Object.keys(setting.choices)) : z.string(),
  }[setting.kind];
  return value.nullable().catch(setting.default);
}

/** Reported once by each process that works on a run: by the first, and again by every one that resumes it. */
const startedSchema = z.object({
  event: z.literal('started'),
  folder: z.string(),
  data: z.string(),
  settings: settingsSchema,
  rows: z.object({ training: count, validation: count, skipped: count }),
  /** Rows whose text was cut to the maximum length. */
  truncated: count,
  /** Names by class id; the id is the index in the list. */
  labels: z.array(z.string()).readonly(),
  /** Training rows of each label. */
  labelRows: z.array(count).readonly(),
  parameters: z.object({ trainable: count, total: count }),
  device: z.string(),
  threads: count,
  epochs: z.number().nonnegative(),
  stepsPerEpoch: count,
  /** Updates of the whole run. */
  steps: count,
});

/** What the run will take, reported before anything is loaded for it. */
const estimateSchema = z.object({
  event: z.literal('estimate'),
  /** A value of the setting `device`. */
  device: z.string(),
  memory: memorySchema,
  /** Of the whole run; null while the device has not been measured. */
  seconds: figure.nullable(),
  /** What would fit instead; null where the run fits, or nothing would. */
  proposal: proposalSchema.nullable(),
});

const stepSchema = z.object({
  event: z.literal('step'),
  /** Updates done so far, this one included: 1 after the first. */
  step: count,
  /** Epochs done so far, with a fraction: 0.5 is the middle of the first. */
  epoch: figure,
  loss: figure,
  learningRate: figure,
  gradientNorm: figure,
  /** Share of this step's rows that were classified right; null for a regression. */
  accuracy: figure.nullable(),
  /** Over the last few steps, evaluations not counted. */
  rowsPerSecond: figure,
  /** Real tokens, padding not counted. */
  tokensPerSecond: figure,
  /** Estimate for the rest of the run, evaluations included. */
  secondsLeft: figure,
  /** Spent on this run so far, interruptions not counted. */
  seconds: figure,
});

const evaluationEventSchema = z.object({
  event: z.literal('evaluation'),
  step: count,
  epoch: figure,
  scores: scoresSchema,
  /** The best so far by the setting `best`. */
  best: z.boolean(),
  /** Evaluations since the best one. */
  sinceBest: count,
  seconds: figure,
});

const checkpointSchema = z.object({
  event: z.literal('checkpoint'),
  step: count,
  /** Relative to the run's folder. */
  file: z.string(),
});

const resumedSchema = z.object({
  event: z.literal('resumed'),
  folder: z.string(),
  /** Updates that the checkpoint holds; 0 when there was none yet. */
  step: count,
  steps: count,
});

/** Outputs of the frozen layers are being computed, once. */
const cachingSchema = z.object({ event: z.literal('caching'), rows: count, total: count });

const stoppedEarlySchema = z.object({
  event: z.literal('stoppedEarly'),
  step: count,
  sinceBest: count,
  /** A person asked for it: "stop and keep the best". */
  asked: z.boolean().optional(),
});

const doneSchema = z.object({
  event: z.literal('done'),
  folder: z.string(),
  /** The Hugging Face folder of the result. */
  model: z.string(),
  step: count,
  /** Of the model that was kept; null when no row was held out. */
  scores: scoresSchema.nullable(),
  seconds: figure,
});

const interruptedSchema = z.object({
  event: z.literal('interrupted'),
  folder: z.string(),
  /** Updates that are saved. */
  step: count,
  /** Of the whole run; 0 when it was interrupted before they were counted. */
  steps: count,
  seconds: figure,
});

export const runEventSchema = z.discriminatedUnion('event', [
  startedSchema,
  estimateSchema,
  noticeSchema.extend({ event: z.literal('notice') }),
  stepSchema,
  evaluationEventSchema,
  checkpointSchema,
  resumedSchema,
  cachingSchema,
  stoppedEarlySchema,
  doneSchema,
  interruptedSchema,
  failureSchema.extend({ event: z.literal('failed') }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

type EventOf<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;
export type StartedEvent = EventOf<'started'>;
export type EstimateEvent = EventOf<'estimate'>;
export type StepEvent = EventOf<'step'>;
export type EvaluationEvent = EventOf<'evaluation'>;
export type DoneEvent = EventOf<'done'>;
export type InterruptedEvent = EventOf<'interrupted'>;
export type FailedEvent = EventOf<'failed'>;
