// What the worker can be asked to do, and what it answers: the vocabulary that the command line and the editor call.

import type { Predictor } from '../base/training.js';
import type { Device, Trainer, TrainerOptions } from '../base/training.js';
import type { PredictorOptions } from '../engine/predictor.js';
import type { DownloadProgress } from '../hub/obtain.js';
import type { OtherBatch } from '../runs/rowsAtOnce.js';
import type { DeviceReport } from '../shared/devices.js';
import type { DoneEvent, InterruptedEvent, RunEvent, Scores } from '../shared/events.js';
import type { ExportFormat, RoundingCost } from '../shared/messages/models.js';
import type { GivenSettings, Settings } from '../shared/settings.js';
import type { RunControl } from './runControl.js';

export type { DownloadProgress, OtherBatch };

/** What a job needs from whoever starts it. */
export interface JobContext {
  /** Called in order, for every event, as it happens; a run's journal already holds the event by then. */
  emit(event: RunEvent): void;
  /** Aborting it finishes the step, writes a checkpoint and ends the job with `interrupted`. */
  readonly signal: AbortSignal;
  /**
   * Pausing, and stopping with the best model so far; looked at between steps. Nobody asks for either when not given.
   */
  readonly control?: RunControl | undefined;
  /** Told a run's folder as soon as it is locked; what it returns is called before the lock is released. */
  readonly attach?: ((folder: string) => () => void) | undefined;
  createTrainer(options: TrainerOptions): Promise<Trainer>;
  createPredictor(options: PredictorOptions): Promise<Predictor>;
  /** What the devices did when they were last measured; nothing is known of them when not given. */
  readonly measuredDevices?: (() => readonly DeviceReport[]) | undefined;
  /** Told how far the download of a model is, a few times a second. */
  readonly download?: ((progress: DownloadProgress) => void) | undefined;
  /** Detail for the log; never for the person. */
  log(line: string): void;
  /** Folder of the base model that comes with the product. */
  readonly bundledModel: string;
  /** Version of the product, for run.json. */
  readonly version: string;
}

export interface TrainRequest {
  /** The CSV. */
  readonly data: string;
  readonly settings: GivenSettings;
  /** Folder of the run; `.finetune/<name>-<n>/` beside the CSV when not given. */
  readonly out?: string | undefined;
}

/** How a run ended, when it did not fail. */
export type TrainOutcome = DoneEvent | InterruptedEvent;

/** One text, or a pair of them. */
export type Input = readonly [text: string, pair?: string];

export interface PredictRequest {
  /** A model folder, the folder of a finished run, or the name of a model on the hub. */
  readonly model: string;
  readonly inputs: readonly Input[];
  readonly threads?: number | undefined;
  /** What computes; `auto` when not given. */
  readonly device?: Device | undefined;
  /** Tokens a text is cut to; what the model was trained with when not given. */
  readonly maxLength?: number | undefined;
  /** What becomes of a longer text; as the model was trained when not given. */
  readonly longTexts?: Settings['longTexts'] | undefined;
}

export interface Prediction {
  readonly text: string;
  readonly pair: string | null;
  /** The likeliest label; all labels above one half for several a row; none for a regression. */
  readonly labels: readonly string[];
  /** Probability of every label, in the model's order; empty for a regression. */
  readonly probabilities: readonly { readonly label: string; readonly probability: number }[];
  /** The number of a regression. */
  readonly value: number | null;
}

export interface PredictFileRequest {
  readonly model: string;
  readonly data: string;
  /** Column of the texts; the model's own when not given, or guessed. */
  readonly column?: string | undefined;
  readonly pair?: string | undefined;
  /** The file to write: the columns of `data` as they were, then the label and the probabilities. */
  readonly out: string;
  /** What becomes of texts that a spreadsheet would compute; they are made text when not given. */
  readonly formulas?: 'text' | 'keep' | undefined;
  /**
   * Of the settings only how the file is read (header, delimiter, quotes, encoding), device, threads, maxLength and
   * longTexts.
   */
  readonly settings: GivenSettings;
  /** Told now and then how much of `data` has been copied. */
  readonly progress?:
    ((done: { readonly rows: number; readonly bytesRead: number; readonly bytes: number }) => void) | undefined;
}

export interface PredictFileResult {
  readonly out: string;
  readonly rows: number;
  /** Rows without a text: copied, with an empty label. */
  readonly empty: number;
}

export interface EvaluateRequest {
  readonly model: string;
  readonly data: string;
  /**
   * Of the settings only how the file is read (columns, header, delimiter, quotes, encoding), device, threads,
   * maxLength and longTexts.
   */
  readonly settings: GivenSettings;
}

export interface EvaluateResult {
  readonly rows: number;
  readonly skipped: number;
  readonly scores: Scores;
}

export interface InspectRequest {
  readonly data: string;
  readonly settings: GivenSettings;
}

export interface ExportRequest {
  readonly model: string;
  readonly format: ExportFormat;
  readonly out: string;
}

export interface ExportResult {
  /** What was written: one file, or two when ONNX weights lie beside their graph. */
  readonly files: readonly string[];
  /** Of an export in eight bits: what the run's held-out rows score before and after; null where there are none. */
  readonly rounding?: RoundingCost | null;
}

// Each job is one function of this shape, in the file of its name:
//   train.ts        train(request: TrainRequest, context: JobContext): Promise<TrainOutcome>
//                   resume(folder: string, context: JobContext): Promise<TrainOutcome>
//   predict.ts      predict(request: PredictRequest, context: JobContext): Promise<Prediction[]>
//   predictFile.ts  predictFile(request: PredictFileRequest, context: JobContext): Promise<PredictFileResult>
//   evaluate.ts     evaluate(request: EvaluateRequest, context: JobContext): Promise<EvaluateResult>
//   inspect.ts      inspect(request: InspectRequest, context: JobContext): Promise<Inspection> (src/shared/inspection.ts)
//   exportModel.ts  exportModel(request: ExportRequest, context: JobContext): Promise<ExportResult>
// They reject with a UserError for what a person can put right. `train` and `resume` say `failed` before they do.
