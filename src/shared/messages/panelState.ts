// The state of the panel as data: the host keeps it, sends it whole when a page opens, and part by part when something
// changes.

import * as z from 'zod';

import { runEventSchema } from '../events.js';
import {
  countsSchema,
  dataIdSchema,
  givenSettingsSchema,
  inspectionSchema,
  rowSchema,
  tableFactsSchema,
  tokenLengthsSchema,
} from './data.js';
import { failureSchema } from './failures.js';
import { deviceReportSchema, estimateSchema, evaluationSchema, modelInfoSchema, panelExportFormats } from './models.js';
import { runStatusSchema } from './worker.js';

const count = z.int().nonnegative();

/**
 * The data file: `path` for the host's use, `name` for people (beside the workspace's folder where several are open).
 */
const fileSchema = z.object({ path: z.string(), name: z.string(), bytes: count });

/** `counts` while the file is being read, `inspection` after that. Null: not known yet. */
const dataStateSchema = z.object({
  phase: z.enum(['reading', 'ready', 'failed']),
  /** The number under which rows are requested; it changes when the file is read again. */
  data: dataIdSchema.nullable(),
  table: tableFactsSchema.nullable(),
  /** The first rows, so that the grid is not empty before it requests more. */
  rows: z.array(rowSchema),
  counts: countsSchema.nullable(),
  inspection: inspectionSchema.nullable(),
  lengths: tokenLengthsSchema.nullable(),
  /** Whether the histogram still grows. */
  measuring: z.boolean(),
  /** The reason why it is `failed`. */
  failure: failureSchema.nullable(),
});
export type DataState = z.infer<typeof dataStateSchema>;

/**
 * The settings that differ from their defaults, by name. The page increments `revision` with each change that it makes,
 * the host when it loads settings from a file; a receiver whose own number is newer ignores the values.
 */
const settingsStateSchema = z.object({ revision: count, values: givenSettingsSchema });
export type SettingsState = z.infer<typeof settingsStateSchema>;

/**
 * A base model to choose. `folder` is the value of the setting `model`: null for the bundled one, a name with its
 * commit for one of the hub.
 */
const modelChoiceSchema = z.object({
  folder: z.string().nullable(),
  name: z.string(),
  /** `auto`: the run chooses, and `folder` is null. */
  kind: z.enum(['auto', 'bundled', 'folder', 'run', 'hub']),
});
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

/**
 * The download of a model of the hub; one that was `stopped` by the user or `failed` can be resumed. `total` is 0 while
 * the hub is being asked.
 */
const downloadStateSchema = z.object({
  model: z.string(),
  phase: z.enum(['running', 'stopped', 'failed']),
  file: z.string().nullable(),
  bytes: count,
  total: count,
  /** Bytes a second; null while they are unknown. */
  rate: z.number().nullable(),
  failure: failureSchema.nullable(),
});
export type DownloadState = z.infer<typeof downloadStateSchema>;

const modelStateSchema = z.object({
  choices: z.array(modelChoiceSchema),
  /** The facts about the chosen model; null while it is being read, or when that fails. */
  info: modelInfoSchema.nullable(),
  failure: failureSchema.nullable(),
  download: downloadStateSchema.nullable(),
});
export type ModelState = z.infer<typeof modelStateSchema>;

const devicesStateSchema = z.object({
  measuring: z.boolean(),
  devices: z.array(deviceReportSchema),
  /** The time of the measurement, ISO 8601; null before the first. */
  measured: z.string().nullable(),
  failure: failureSchema.nullable(),
});
export type DevicesState = z.infer<typeof devicesStateSchema>;

/**
 * The costs of the settings of `revision`, or why they are refused: `setting.*` failures name the field in
 * `values.name`.
 */
const estimateStateSchema = z.object({
  revision: count,
  estimate: estimateSchema.nullable(),
  failure: failureSchema.nullable(),
});
export type EstimateState = z.infer<typeof estimateStateSchema>;

/** The run that the panel shows; its events are in the history. */
const runStateSchema = z.object({
  folder: z.string(),
  /** The name of the folder: `reviews-2`. */
  name: z.string(),
  /** Milliseconds since 1970. */
  started: z.number(),
  /** The time of the last checkpoint, in the same unit; null while there is none. */
  checkpoint: z.number().nullable(),
  status: runStatusSchema,
  /** Whether a checkpoint or the journal exists to continue from. */
  resumable: z.boolean(),
  /** The finished model: its path for people, and the bytes of its folder; null while there is none. */
  model: z.object({ path: z.string(), bytes: count }).nullable(),
  /** Whether it is the model that hovering uses. */
  hover: z.boolean(),
  /** The format of an export in progress. */
  exporting: z.enum(panelExportFormats).nullable(),
});
export type RunState = z.infer<typeof runStateSchema>;

/**
 * The steps as columns of equal length, in order. A step that is not after the last known one replaces everything from
 * it on.
 */
const pointsSchema = z
  .object({
    step: z.array(count),
    /** Null where it is not a finite number. */
    loss: z.array(z.number().nullable()),
    learningRate: z.array(z.number()),
  })
  .refine(({ step, loss, learningRate }) => step.length === loss.length && step.length === learningRate.length);
export type Points = z.infer<typeof pointsSchema>;

/**
 * An event other than a step. `at`: milliseconds since 1970; null for one that was read from the journal, which knows
 * no clock.
 */
const logEntrySchema = z.object({ at: z.number().nullable(), event: runEventSchema });
export type LogEntry = z.infer<typeof logEntrySchema>;

/** The history of the run so far: `started` first, from which the charts take their axis. */
export const historySchema = z.object({ points: pointsSchema, log: z.array(logEntrySchema) });
export type History = z.infer<typeof historySchema>;

const evaluationStateSchema = z.object({
  phase: z.enum(['none', 'loading', 'ready', 'failed']),
  evaluation: evaluationSchema.nullable(),
  failure: failureSchema.nullable(),
});
export type EvaluationState = z.infer<typeof evaluationStateSchema>;

export const panelStateSchema = z.object({
  file: fileSchema,
  /** Whether the workspace is trusted: an untrusted one can be viewed, but not trained on. */
  trusted: z.boolean(),
  data: dataStateSchema,
  settings: settingsStateSchema,
  model: modelStateSchema,
  devices: devicesStateSchema,
  estimate: estimateStateSchema,
  /** Null: nothing was trained, or a new run is being set up. */
  run: runStateSchema.nullable(),
  history: historySchema,
  evaluation: evaluationStateSchema,
  /** Why a run could not even begin, so that there is no run to show. */
  startFailure: failureSchema.nullable(),
});
export type PanelState = z.infer<typeof panelStateSchema>;
