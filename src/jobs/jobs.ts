// The jobs, with their requests and results: the vocabulary that the command line and the workers call.

import type { Predictor } from '../base/training.js';
import type { Device, Trainer, TrainerOptions } from '../base/training.js';
import type { PredictorOptions } from '../engine/predictor.js';
import type { DownloadProgress } from '../hub/obtain.js';
import type { OtherResources } from '../runs/rowsAtOnce.js';
import type { DeviceReport } from '../shared/devices.js';
import type { DoneEvent, InterruptedEvent, RunEvent, Scores } from '../shared/events.js';
import type { ExportFormat, RoundingCost } from '../shared/messages/models.js';
import type { GivenSettings, Settings } from '../shared/settings.js';
import type { RunControl } from './runControl.js';

export type { DownloadProgress, OtherResources };

/** The context that the caller of a job provides. */
export interface JobContext {
  /** Called in order, for every event, as it happens; a run's journal already holds the event by then. */
  emit(event: RunEvent): void;
  /** Aborting it finishes the step, writes a checkpoint and ends the job with `interrupted`. */
  readonly signal: AbortSignal;
  /** Pausing, and stopping with the best model so far; checked between steps. When absent, neither is requested. */
  readonly control?: RunControl | undefined;
  /**
   * Called with a run's folder as soon as it is locked; the returned function is called before the lock is released.
   */
  readonly attach?: ((folder: string) => () => void) | undefined;
  createTrainer(options: TrainerOptions): Promise<Trainer>;
  createPredictor(options: PredictorOptions): Promise<Predictor>;
  /** The last measurement of the devices; when absent, nothing is known about them. */
  readonly measuredDevices?: (() => readonly DeviceReport[]) | undefined;
  /** Called with the progress of a model's download, a few times a second. */
  readonly download?: ((progress: DownloadProgress) => void) | undefined;
  /** Detail for the log; never for the user. */
  log(line: string): void;
  /** The folder that holds the base models which come with the product. */
  readonly bundledModels: string;
  /** The version of the product, for run.json. */
  readonly version: string;
}

export interface TrainRequest {
  /** The CSV. */
  readonly data: string;
  readonly settings: GivenSettings;
  /** The folder of the run; `.finetune/<name>-<n>/` beside the CSV when absent. */
  readonly out?: string | undefined;
}

/** The end of a run that did not fail. */
export type TrainOutcome = DoneEvent | InterruptedEvent;

/** One text, or a pair of them. */
export type Input = readonly [text: string, pair?: string];

export interface PredictRequest {
  /** A model folder, the folder of a finished run, or the name of a model on the hub. */
  readonly model: string;
  readonly inputs: readonly Input[];
  readonly threads?: number | undefined;
  /** The device that computes; `auto` when absent. */
  readonly device?: Device | undefined;
  /** The number of tokens a text is cut to; the length that the model was trained with when absent. */
  readonly maxLength?: number | undefined;
  /** How a longer text is cut; as in the model's training when absent. */
  readonly longTexts?: Settings['longTexts'] | undefined;
  /** The probability above which a label of several is predicted. */
  readonly threshold?: number | undefined;
}

export interface Prediction {
  readonly text: string;
  readonly pair: string | null;
  /** The most likely label; all labels above one half for several a row; none for a regression. */
  readonly labels: readonly string[];
  /** The probability of every label, in the model's order; empty for a regression. */
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
  /** The treatment of texts that a spreadsheet would compute; `text` when absent. */
  readonly formulas?: 'text' | 'keep' | undefined;
  /**
   * Only the settings for reading the file (header, delimiter, quotes, encoding), device, threads, maxLength and
   * longTexts, threshold are used.
   */
  readonly settings: GivenSettings;
  /** Called now and then with the part of `data` that has been copied. */
  readonly progress?:
    ((done: { readonly rows: number; readonly bytesRead: number; readonly bytes: number }) => void) | undefined;
}

export interface PredictFileResult {
  readonly out: string;
  readonly rows: number;
  /** Rows without a text, which are copied with an empty label. */
  readonly empty: number;
}

export interface EvaluateRequest {
  readonly model: string;
  readonly data: string;
  /**
   * Only the settings for reading the file (columns, header, delimiter, quotes, encoding), device, threads, maxLength
   * longTexts and threshold are used.
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
  /** The files written: one, or two when ONNX weights lie beside their graph. */
  readonly files: readonly string[];
  /** For an export in eight bits: the scores of the run's held-out rows before and after; null where there are none. */
  readonly rounding?: RoundingCost | null;
}

// Each job is one function of this shape, in the file of its name:
//   train.ts        train(request: TrainRequest, context: JobContext): Promise<TrainOutcome>
//                   resume(folder: string, context: JobContext): Promise<TrainOutcome>
//   predict.ts      predict(request: PredictRequest, context: JobContext): Promise<Prediction[]>
//   predictFile.ts  predictFile(request: PredictFileRequest, context: JobContext): Promise<PredictFileResult>
//   evaluate.ts     evaluate(request: EvaluateRequest, context: JobContext): Promise<EvaluateResult>
//   inspect.ts      inspect(request: InspectRequest, context: JobContext): Promise<Inspection>
//   exportModel.ts  exportModel(request: ExportRequest, context: JobContext): Promise<ExportResult>
// They reject with a UserError for what a person can put right. `train` and `resume` say `failed` before they do.
