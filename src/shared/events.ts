// The events of a run: one object a line in journal.jsonl and, unchanged, on stdout with --json.

import type { ErrorCode } from './errors.js';
import type { Memory, Proposal } from './memory.js';
import type { Notice } from './notices.js';
import type { Settings } from './settings.js';

/** The scores of one evaluation of classes; shares are between 0 and 1. */
export interface ClassScores {
  readonly kind: 'classes';
  readonly loss: number;
  /** The share of rows whose class, or whose whole set of classes, is right. */
  readonly accuracy: number;
  /** Means over the classes, every class with the same weight. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Computed from the counts of all classes together; for one class a row it equals the accuracy. */
  readonly microF1: number;
  readonly perClass: readonly ClassScore[];
  /** Rows by true class, columns by predicted class; null for several labels a row. */
  readonly confusion: readonly (readonly number[])[] | null;
}

export interface ClassScore {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Rows that truly have this label. */
  readonly support: number;
}

export interface RegressionScores {
  readonly kind: 'regression';
  /** Mean squared error, which is also the loss. */
  readonly loss: number;
  readonly rmse: number;
  readonly mae: number;
  /** Null where it is undefined: fewer than two rows, or all numbers equal. */
  readonly pearson: number | null;
}

export type Scores = ClassScores | RegressionScores;

/** Emitted once by each process that works on a run: by the first, and by every one that resumes it. */
export interface StartedEvent {
  readonly event: 'started';
  readonly folder: string;
  readonly data: string;
  readonly settings: Settings;
  readonly rows: { readonly training: number; readonly validation: number; readonly skipped: number };
  /** The number of rows whose text was cut to the maximum length. */
  readonly truncated: number;
  /** The names of the labels; the index is the class id. */
  readonly labels: readonly string[];
  /** The training rows of each label. */
  readonly labelRows: readonly number[];
  readonly parameters: { readonly trainable: number; readonly total: number };
  readonly device: string;
  readonly threads: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** The number of updates of the whole run. */
  readonly steps: number;
}

/** The memory and time that the run needs, reported before anything is loaded. */
export interface EstimateEvent {
  readonly event: 'estimate';
  /** A value of the setting `device`. */
  readonly device: string;
  readonly memory: Memory;
  /** Seconds of the whole run; null while the device has not been measured. */
  readonly seconds: number | null;
  /** Settings that would fit; null where the run fits, or nothing would. */
  readonly proposal: Proposal | null;
}

/** A sentence for the user; `describeNotice` of notices.ts makes it. */
export interface NoticeEvent extends Notice {
  readonly event: 'notice';
}

export interface StepEvent {
  readonly event: 'step';
  /** The number of updates so far, this one included: 1 after the first. */
  readonly step: number;
  /** The number of epochs so far, with a fraction: 0.5 is the middle of the first. */
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  /** The share of this step's rows that were classified correctly; null for a regression. */
  readonly accuracy: number | null;
  /** The rate over the last few steps, evaluations not counted. */
  readonly rowsPerSecond: number;
  /** Real tokens a second, padding not counted. */
  readonly tokensPerSecond: number;
  /** The estimate for the rest of the run, evaluations included. */
  readonly secondsLeft: number;
  /** Seconds spent on this run so far, interruptions not counted. */
  readonly seconds: number;
}

export interface EvaluationEvent {
  readonly event: 'evaluation';
  readonly step: number;
  readonly epoch: number;
  readonly scores: Scores;
  /** Whether it is the best so far by the setting `best`. */
  readonly best: boolean;
  /** The number of evaluations since the best one. */
  readonly sinceBest: number;
  readonly seconds: number;
}

export interface CheckpointEvent {
  readonly event: 'checkpoint';
  readonly step: number;
  /** The path relative to the run's folder. */
  readonly file: string;
}

export interface ResumedEvent {
  readonly event: 'resumed';
  readonly folder: string;
  /** The number of updates in the checkpoint; 0 when there was none yet. */
  readonly step: number;
  readonly steps: number;
}

/** The outputs of the frozen layers are being computed, once. */
export interface CachingEvent {
  readonly event: 'caching';
  readonly rows: number;
  readonly total: number;
}

export interface StoppedEarlyEvent {
  readonly event: 'stoppedEarly';
  readonly step: number;
  readonly sinceBest: number;
  /** Whether the user asked for it with "stop and keep the best". */
  readonly asked?: boolean | undefined;
}

export interface DoneEvent {
  readonly event: 'done';
  readonly folder: string;
  /** The Hugging Face folder of the result. */
  readonly model: string;
  readonly step: number;
  /** The scores of the model that was kept; null when no row was held out. */
  readonly scores: Scores | null;
  readonly seconds: number;
}

export interface InterruptedEvent {
  readonly event: 'interrupted';
  readonly folder: string;
  /** The number of updates that are saved. */
  readonly step: number;
  /** The number of updates of the whole run; 0 when it was interrupted before they were counted. */
  readonly steps: number;
  readonly seconds: number;
}

/** Code and values are those of the UserError, see errors.ts. */
export interface FailedEvent {
  readonly event: 'failed';
  readonly code: ErrorCode;
  readonly values: Readonly<Record<string, string | number>>;
}

export type RunEvent =
  | StartedEvent
  | EstimateEvent
  | NoticeEvent
  | StepEvent
  | EvaluationEvent
  | CheckpointEvent
  | ResumedEvent
  | CachingEvent
  | StoppedEarlyEvent
  | DoneEvent
  | InterruptedEvent
  | FailedEvent;
