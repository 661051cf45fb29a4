// The messages between host and worker processes: one JSON object a line, over a local socket.

import * as z from 'zod';

import { runEventSchema } from '../events.js';
import * as data from './data.js';
import { failureSchema, noticeSchema } from './failures.js';
import * as models from './models.js';
import { runPhases } from './phases.js';

/** Incremented when a message changes its meaning: a worker and a host of different versions do not talk. */
export const protocolVersion = 1;

/** The bytes of the longest line that a worker reads, and of the longest that it writes. */
export const longestRequest = 1 << 20;
export const longestAnswer = 8 << 20;

const count = z.int().nonnegative();
const nothing = z.object({});

/** The purpose of a worker process. */
export type WorkerRole = 'training' | 'service';

/**
 * The address of a worker, and the secret that its first message must hold; `worker.json` of a run's folder, readable
 * by this user alone.
 */
export const workerAddressSchema = z.object({
  protocol: count,
  pid: z.int().positive(),
  socket: z.string(),
  token: z.string(),
  /** The machine or container of the process, as `ownPlace` has it: another one may share the folder of a run. */
  place: z.string().nullable().default(null),
});
export type WorkerAddress = z.infer<typeof workerAddressSchema>;
export const workerFileName = 'worker.json';

/** Where a run stands: for a status bar, without reading its events. */
export const runStatusSchema = z.object({
  phase: z.enum(runPhases),
  /** Null until the run's folder has been made. */
  folder: z.string().nullable(),
  device: z.string().nullable(),
  step: count,
  /** 0 while it is unknown, as `epochs`. */
  steps: count,
  /** The number of epochs done, with a fraction. */
  epoch: z.number(),
  epochs: z.number().nonnegative(),
  loss: z.number().nullable(),
  rowsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  seconds: z.number(),
  /** The resident memory of the worker. */
  memoryBytes: count,
  /** The progress of the base model's download; the phase is `preparing` then. */
  download: models.downloadSchema.nullable().default(null),
  /** The error that ended it. */
  failure: failureSchema.nullable(),
});
export type RunStatus = z.infer<typeof runStatusSchema>;

/** A page of a journal. Offsets are bytes of journal.jsonl; request the next page from `next` while `more`. */
const journalPage = z.object({ events: z.array(runEventSchema), next: count, more: z.boolean() });
export type JournalPage = z.infer<typeof journalPage>;

interface Method {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
  /** The progress updates before the answer. */
  readonly progress: z.ZodType;
}

/**
 * Requests to the worker of a run. The four commands are answered at once; `status` reports when they have taken
 * effect.
 */
export const trainingMethods = {
  state: { params: nothing, result: runStatusSchema, progress: z.never() },
  /** Finishes the step, writes a checkpoint and waits. */
  pause: { params: nothing, result: nothing, progress: z.never() },
  resume: { params: nothing, result: nothing, progress: z.never() },
  /** Finishes the step, writes a checkpoint and ends as `interrupted`: a later process can resume. */
  stop: { params: nothing, result: nothing, progress: z.never() },
  /** Finishes the step and writes the model of the best evaluation so far; ends as `done`. */
  stopAndKeepBest: { params: nothing, result: nothing, progress: z.never() },
  /** The events before this client connected. */
  journal: { params: z.object({ from: count }), result: journalPage, progress: z.never() },
} as const satisfies Record<string, Method>;

const settings = data.givenSettingsSchema;
const folder = data.pathSchema;
/**
 * A model folder, the folder of a finished run, or the name of a model of the hub that is in the cache; null for the
 * bundled model.
 */
const model = folder.nullable();
/** The name of a model on the hub as the user gives it: `name`, `owner/name`, with `@revision`, or an address. */
const modelName = z.string().min(1).max(1000);
const texts = z
  .array(z.tuple([z.string().max(100_000), z.string().max(100_000).nullable()]))
  .min(1)
  .max(64);

/** Requests to the worker that inspects data and predicts. */
export const serviceMethods = {
  /**
   * Opens a file and reads it whole. Progress updates bring the first rows and growing counts; `rows` may be requested
   * meanwhile, by the `data` of the first update. A quote that does not close and the like ends it with an error that
   * names the line; rows before it stay readable.
   */
  inspect: {
    params: z.object({ file: folder, settings }),
    result: z.object({ data: data.dataIdSchema, inspection: data.inspectionSchema }),
    progress: data.inspectProgressSchema,
  },
  /**
   * Data rows from index `from` on: fewer than requested where they are large, are not read yet (`complete` is false)
   * or where the file ends.
   */
  rows: {
    params: z.object({ data: data.dataIdSchema, from: count, count: z.int().min(1).max(500), tokens: z.boolean() }),
    result: z.object({ rows: z.array(data.rowSchema), total: count, complete: z.boolean() }),
    progress: z.never(),
  },
  /**
   * Token counts with the tokenizer of the settings' model. Waits for `inspect` to end; progress updates hold the
   * histogram so far.
   */
  tokenLengths: {
    params: z.object({ data: data.dataIdSchema, settings }),
    result: data.tokenLengthsSchema,
    progress: data.tokenLengthsSchema,
  },
  /** Closes a data file; a pending `inspect` of it is cancelled. */
  closeData: { params: z.object({ data: data.dataIdSchema }), result: nothing, progress: z.never() },
  /**
   * `labels`: the outputs of the new head that the data needs, for the parameter count of the classifier; the model's
   * own when null. `data`: the file that it is to learn from, by which the model is chosen where `model` is null.
   */
  modelInfo: {
    params: z.object({
      model,
      labels: z.int().min(1).max(100_000).nullable(),
      data: data.dataIdSchema.nullish(),
    }),
    result: models.modelInfoSchema,
    progress: z.never(),
  },
  /**
   * Puts a model of the hub into the cache: missing files are downloaded, and an interrupted download resumes. `model`
   * is its name with its commit, as settings hold it. No other request of the service downloads.
   */
  obtainModel: {
    params: z.object({ name: modelName }),
    result: z.object({ model: z.string(), notices: z.array(noticeSchema) }),
    progress: models.downloadSchema,
  },
  /** The BERTs of the hub that are whole in the cache, each with its value of the setting `model`. */
  cachedModels: {
    params: nothing,
    result: z.object({ models: z.array(models.cachedModelSchema) }),
    progress: z.never(),
  },
  /** The BERTs of the hub whose name matches the words, the most downloaded first. */
  searchHub: {
    params: z.object({ words: z.string().min(1).max(200) }),
    result: z.object({ models: z.array(models.hubModelSchema) }),
    progress: z.never(),
  },
  /** Every device, measured once in the life of the worker, or again on request. Takes about a second. */
  devices: {
    params: z.object({ again: z.boolean() }),
    result: z.object({ devices: z.array(models.deviceReportSchema), measured: z.string() }),
    progress: z.never(),
  },
  /** Throws `tensorflow.platform` where no release exists. */
  tensorflowRelease: { params: nothing, result: models.tensorflowReleaseSchema, progress: z.never() },
  /** Installs that release for this user: whole, or not at all. Throws `tensorflow.*`. */
  installTensorflow: {
    params: nothing,
    result: z.object({ folder: z.string() }),
    progress: models.installProgressSchema,
  },
  /**
   * The costs of training with these settings, once for each value of `freeze`. Throws `setting.*`: a form's values are
   * checked this way too.
   */
  estimate: {
    params: z.object({ data: data.dataIdSchema.nullable(), settings, freezes: z.array(z.string().max(4096)).max(16) }),
    result: models.estimateSchema,
    progress: z.never(),
  },
  /** The model stays in memory for the next request. `milliseconds`: time spent in the worker. */
  predict: {
    params: z.object({ model: folder, texts }),
    result: z.object({ predictions: z.array(models.predictionSchema), milliseconds: z.number() }),
    progress: z.never(),
  },
  /**
   * Copies a CSV with the label and the probabilities of every row added. `column`: that of the texts; detected when
   * null.
   */
  classifyFile: {
    params: z.object({
      model: folder,
      file: folder,
      column: z.string().max(4096).nullable(),
      pair: z.string().max(4096).nullable(),
      out: folder,
      settings,
    }),
    result: z.object({ out: z.string(), rows: count, empty: count, notices: z.array(noticeSchema) }),
    progress: z.object({ rows: count, bytesRead: count, bytes: count }),
  },
  /**
   * The held-out rows of a finished run in detail; null where a run has none. `compute`: recompute them where the run's
   * own were lost.
   */
  evaluation: {
    params: z.object({ folder, compute: z.boolean() }),
    result: z.object({ evaluation: models.evaluationSchema.nullable() }),
    progress: z.never(),
  },
  /**
   * `folder`: the whole Hugging Face folder, copied to `out`; `python`: a folder that repeats the run, for which
   * `model` is the run's folder. `rounding`: for `onnx-int8`, where rows were held out.
   */
  exportModel: {
    params: z.object({ model: folder, format: z.enum(models.panelExportFormats), out: folder }),
    result: z.object({ files: z.array(z.string()), rounding: models.roundingCostSchema.nullable() }),
    progress: z.never(),
  },
  /** The runs in `.finetune/` folders anywhere below these, the newest first; at most 1000. */
  runs: {
    params: z.object({ roots: z.array(folder).max(64) }),
    result: z.object({ runs: z.array(models.runSummarySchema) }),
    progress: z.never(),
  },
  /** The journal of a run without a worker; see trainingMethods.journal. */
  journal: { params: z.object({ folder, from: count }), result: journalPage, progress: z.never() },
} as const satisfies Record<string, Method>;

export type MethodTable = Record<string, Method>;
export type TrainingMethods = typeof trainingMethods;
export type ServiceMethods = typeof serviceMethods;
export type MethodName<Table> = keyof Table & string;
export type Params<Table extends MethodTable, Name extends MethodName<Table>> = z.infer<Table[Name]['params']>;
export type Result<Table extends MethodTable, Name extends MethodName<Table>> = z.infer<Table[Name]['result']>;
export type Progress<Table extends MethodTable, Name extends MethodName<Table>> = z.infer<Table[Name]['progress']>;

/** Why a request has no result. `defect`: a fault of the program, described in English for the log. */
export const requestFailureSchema = z.discriminatedUnion('kind', [
  failureSchema.extend({ kind: z.literal('user') }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('defect'), message: z.string() }),
]);
export type RequestFailure = z.infer<typeof requestFailureSchema>;

/**
 * Messages from host to worker. `hello` is the first line and must arrive within `helloTimeout`; anything else before
 * it closes the connection.
 */
export const clientMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), protocol: count, token: z.string().max(256) }),
  z.object({ type: z.literal('request'), id: z.int().positive(), method: z.string().max(64), params: z.unknown() }),
  /** The request is still answered: with its result if that was ready, else as cancelled. */
  z.object({ type: z.literal('cancel'), id: z.int().positive() }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** Messages from worker to host. `event` and `status` come from the worker of a run alone, without a request. */
export const workerMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    protocol: count,
    product: z.string(),
    pid: z.int().positive(),
    role: z.enum(['training', 'service']),
  }),
  z.object({
    type: z.literal('refused'),
    reason: z.enum(['token', 'protocol', 'message', 'tooLong']),
    protocol: count,
  }),
  z.object({ type: z.literal('reply'), id: z.int().positive(), result: z.unknown() }),
  z.object({ type: z.literal('failed'), id: z.int().positive(), failure: requestFailureSchema }),
  z.object({ type: z.literal('progress'), id: z.int().positive(), progress: z.unknown() }),
  /** `position`: the byte offset in the journal after this event's line. */
  z.object({ type: z.literal('event'), position: count, event: runEventSchema }),
  z.object({ type: z.literal('status'), status: runStatusSchema }),
]);
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
