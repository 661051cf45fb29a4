// Writes evaluation.json of a run: the held-out rows that its model got wrong, for the user to look at.

import { writeTextAtomically } from '../../formats/atomicWrite.js';
import { fileSha256 } from '../../formats/fileSum.js';
import { readRunFile, runFileIsAsWritten, writeRunFile } from '../../runs/runFile.js';
import { baselineOf } from '../../shared/baseline.js';
import { UserError } from '../../shared/errors.js';
import type { RunEvaluation, WrongRow } from '../../shared/messages/models.js';
import { type Judgement, judgeRows } from '../answers/judgedRows.js';
import { logitsOf } from '../answers/logits.js';
import type { JobContext } from '../jobs.js';
import { evaluationPath } from '../model/runPaths.js';
import { denseTargets } from '../rows/batchRows.js';
import { cutText } from '../rows/cutText.js';
import type { RunData } from '../rows/runData.js';
import type { CheckpointLogits } from './checkpointLogits.js';
import { type FinishedTraining, modelWeights } from './finishRun.js';

export interface EvaluatedTraining extends Pick<FinishedTraining, 'prepared' | 'trainer' | 'progress' | 'keepsBest'> {
  readonly checkpointLogits: CheckpointLogits;
  readonly context: Pick<JobContext, 'createPredictor'>;
}

/** Rows of each list. */
const listedRows = 1000;
const linesOfCell = 1000;
const shownCharacters = 200;

/**
 * Writes the file for the weights that became the model; nothing where no rows were held out. Throws a UserError when
 * the disk is full.
 */
export async function writeRunEvaluation(training: EvaluatedTraining): Promise<void> {
  const { prepared, progress, keepsBest } = training;
  const { folder, data, settings } = prepared;
  const usesBest = keepsBest && progress.best !== null;
  const scores = usesBest ? progress.best : progress.latest;
  if (data.validation.length === 0 || scores === null) return;
  const step = usesBest ? progress.bestStep : progress.evaluatedAt;
  const logits = training.checkpointLogits.logitsAfter(step) ?? (await computeLogits(training, usesBest));
  await writeEvaluationFile({ folder, data, task: settings.task, step, scores, logits });
}

export interface Evaluated extends Pick<RunEvaluation, 'task' | 'step' | 'scores'> {
  /** The folder of the run. */
  readonly folder: string;
  readonly data: RunData;
  /** [validation rows, labels] */
  readonly logits: Float32Array;
}

/** Writes the file, and its sum into run.json. Throws a UserError when the disk is full. */
export async function writeEvaluationFile({ folder, data, task, step, scores, logits }: Evaluated): Promise<void> {
  const { labels } = data.rows;
  const { threshold } = data.settings;
  const targets = denseTargets(data.rows.targets, data.validation, labels);
  const judgements = judgeRows(task, logits, targets, labels, threshold);
  const wrong = judgements.filter(({ isWrong }) => isWrong);
  const lists = await listRows(task, judgements, data);
  const evaluation: RunEvaluation = {
    format: 1,
    file: data.heldOut.file,
    step,
    rows: data.validation.length,
    task,
    labels: task === 'regression' ? [] : [...data.labelNames],
    scores,
    baseline: scores.kind === 'classes' ? baselineOf(scores) : null,
    wrong: wrong.length,
    cells: task === 'single-label' ? cellsOf(judgements, data) : [],
    mostWrong: lists.mostWrong,
    leastSure: lists.leastSure,
  };
  const path = evaluationPath(folder);
  await writeTextAtomically(path, `${JSON.stringify(evaluation)}\n`);
  // What somebody has edited is not sealed anew.
  if (runFileIsAsWritten(folder))
    await writeRunFile(folder, { ...readRunFile(folder), evaluationFile: await fileSha256(path) });
}

/** Recomputes the logits for a run that was resumed after the evaluation that counts. */
async function computeLogits(training: EvaluatedTraining, usesBest: boolean): Promise<Float32Array> {
  const { config, data, settings, threads } = training.prepared;
  const weights = await modelWeights(training, usesBest);
  const predictor = await training.context.createPredictor({ config, weights, threads, device: settings.device });
  try {
    const { store, maxLength, labels } = data.rows;
    const { signal } = new AbortController();
    const logits = await logitsOf({ trainer: predictor, store, rows: data.validation, maxLength, labels, signal });
    if (logits === 'aborted') throw new Error('aborted by a signal that nobody has');
    return logits;
  } finally {
    await predictor.dispose();
  }
}

function cellsOf(judgements: readonly Judgement[], { validation, heldOut }: RunData): RunEvaluation['cells'] {
  const cells = new Map<string, RunEvaluation['cells'][number]>();
  for (const { index, expected, predicted } of judgements) {
    const key = `${expected[0]} ${predicted[0]}`;
    const cell = cells.get(key) ?? { expected: expected[0]!, predicted: predicted[0]!, count: 0, lines: [] };
    cells.set(key, cell);
    cell.count += 1;
    if (cell.lines.length < linesOfCell) cell.lines.push(heldOut.lineOf(validation[index]!));
  }
  return [...cells.values()].sort((a, b) => a.expected - b.expected || a.predicted - b.predicted);
}

/** The rows that a person looks at, with their texts: both lists from one reading of the file. */
async function listRows(
  task: Evaluated['task'],
  judgements: readonly Judgement[],
  data: RunData,
): Promise<Pick<RunEvaluation, 'mostWrong' | 'leastSure'>> {
  const isListed = (judgement: Judgement) => task === 'regression' || judgement.isWrong;
  const wrong = sorted(judgements.filter(isListed), ({ severity }) => -severity);
  const right = sorted(
    judgements.filter((judgement) => !isListed(judgement)),
    // The probability of a right label is how sure the model is; several labels a row have a distance instead.
    ({ severity }) => (task === 'single-label' ? severity : -severity),
  );
  const texts = await textsOf(
    [...wrong, ...right].map(({ index }) => data.validation[index]!),
    data,
  );
  const withText = ({ index, expected, predicted, probability, target, value }: Judgement): WrongRow => {
    const row = data.validation[index]!;
    const { text = null, pair = null } = texts.get(row) ?? {};
    return { line: data.heldOut.lineOf(row), text, pair, expected, predicted, probability, target, value };
  };
  return { mostWrong: wrong.map(withText), leastSure: right.map(withText) };
}

/** The first rows by that key, lowest first; rows that are equal stay in the order of the file. */
function sorted(judgements: readonly Judgement[], key: (judgement: Judgement) => number): Judgement[] {
  return [...judgements].sort((a, b) => key(a) - key(b) || a.index - b.index).slice(0, listedRows);
}

/**
 * The texts are not in memory and are read again. If the file was changed meanwhile, the rest is written without them.
 */
async function textsOf(
  rows: readonly number[],
  { heldOut }: RunData,
): Promise<Map<number, { text: string; pair: string | null }>> {
  const texts = new Map<number, { text: string; pair: string | null }>();
  try {
    for await (const { row, text, pair } of heldOut.texts(new Set(rows))) {
      texts.set(row, {
        text: cutText(text, shownCharacters),
        pair: pair === undefined ? null : cutText(pair, shownCharacters),
      });
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return texts;
}
