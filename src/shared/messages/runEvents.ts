// The events of a run as they arrive from outside (a worker's message, a line of the journal): events.ts as a parser.

import * as z from 'zod';

import { errorCodes } from '../errors.js';
import type { RunEvent, Scores } from '../events.js';
import { memorySchema, proposalSchema } from '../memory.js';
import { noticeCodes } from '../notices.js';
import { type Setting, settingNames, type Settings, settings } from '../settings.js';

const count = z.int().nonnegative();
const figure = z.number();

/** The values of a sentence's placeholders. */
export const valuesSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** An error as data: `describeError` of errors.ts makes the sentence, in the reader's language. */
export const failureSchema = z.object({ code: z.enum(errorCodes), values: valuesSchema });
export type Failure = z.infer<typeof failureSchema>;

export const noticeSchema = z.object({ code: z.enum(noticeCodes), values: valuesSchema });

export const scoresSchema: z.ZodType<Scores> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('classes'),
    loss: figure,
    accuracy: figure,
    precision: figure,
    recall: figure,
    f1: figure,
    microF1: figure,
    perClass: z.array(z.object({ label: z.string(), precision: figure, recall: figure, f1: figure, support: count })),
    confusion: z.array(z.array(count)).nullable(),
  }),
  z.object({ kind: z.literal('regression'), loss: figure, rmse: figure, mae: figure, pearson: figure.nullable() }),
]);

/**
 * The complete settings of a run; a value that an older version did not write, or wrote in another form, takes its
 * default.
 */
export const settingsSchema = z.object(
  Object.fromEntries(settingNames.map((name) => [name, schemaOf(settings[name])])),
) as unknown as z.ZodType<Settings>;

function schemaOf(setting: Setting): z.ZodType {
  const value: z.ZodType<number | boolean | string> = {
    number: z.number(),
    integer: z.number(),
    boolean: z.boolean(),
    text: z.string(),
    choice: z.string(),
  }[setting.kind];
  const allowed: z.ZodType<number | boolean | string> =
    setting.kind === 'choice' ? z.enum(setting.choices as [string, ...string[]]) : value;
  return allowed.nullable().catch(setting.default);
}

const startedSchema = z.object({
  event: z.literal('started'),
  folder: z.string(),
  data: z.string(),
  settings: settingsSchema,
  rows: z.object({ training: count, validation: count, skipped: count }),
  truncated: count,
  labels: z.array(z.string()),
  labelRows: z.array(count),
  parameters: z.object({ trainable: count, total: count }),
  device: z.string(),
  threads: count,
  epochs: count,
  stepsPerEpoch: count,
  steps: count,
});

const stepSchema = z.object({
  event: z.literal('step'),
  step: count,
  epoch: figure,
  loss: figure,
  learningRate: figure,
  gradientNorm: figure,
  accuracy: figure.nullable(),
  rowsPerSecond: figure,
  tokensPerSecond: figure,
  secondsLeft: figure,
  seconds: figure,
});

export const runEventSchema: z.ZodType<RunEvent> = z.discriminatedUnion('event', [
  startedSchema,
  z.object({
    event: z.literal('estimate'),
    device: z.string(),
    memory: memorySchema,
    seconds: figure.nullable(),
    proposal: proposalSchema.nullable(),
  }),
  noticeSchema.extend({ event: z.literal('notice') }),
  stepSchema,
  z.object({
    event: z.literal('evaluation'),
    step: count,
    epoch: figure,
    scores: scoresSchema,
    best: z.boolean(),
    sinceBest: count,
    seconds: figure,
  }),
  z.object({ event: z.literal('checkpoint'), step: count, file: z.string() }),
  z.object({ event: z.literal('resumed'), folder: z.string(), step: count, steps: count }),
  z.object({ event: z.literal('caching'), rows: count, total: count }),
  z.object({ event: z.literal('stoppedEarly'), step: count, sinceBest: count, asked: z.boolean().optional() }),
  z.object({
    event: z.literal('done'),
    folder: z.string(),
    model: z.string(),
    step: count,
    scores: scoresSchema.nullable(),
    seconds: figure,
  }),
  z.object({ event: z.literal('interrupted'), folder: z.string(), step: count, steps: count, seconds: figure }),
  failureSchema.extend({ event: z.literal('failed') }),
]);
