// Finishes a run: its weights become a model folder that Python loads too, with model.onnx and a model card.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { makeOwnFolder } from '../../base/files.js';
import type { Weights } from '../../base/model.js';
import type { Trainer } from '../../base/training.js';
import { writeTextAtomically } from '../../formats/atomicWrite.js';
import { fileSha256 } from '../../formats/fileSum.js';
import { modelCardText } from '../../formats/modelCard.js';
import { writeModelFolder } from '../../formats/modelFolderWriter.js';
import { checkpointFile, type Progress, readCheckpoint } from '../../runs/checkpoints.js';
import { recipeSha256 } from '../../runs/recipe.js';
import { readRunFile, writeRunFile } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';
import type { DoneEvent, Scores } from '../../shared/events.js';
import type { JobContext } from '../jobs.js';
import { writeOnnxFile } from '../model/onnxFile.js';
import { modelFolderOf } from '../model/runPaths.js';
import { taughtFileName, taughtText } from '../model/taught.js';
import { withLimits } from '../model/tokenizerLength.js';
import { weightsInUnits } from '../rows/targetScale.js';
import type { PreparedRun } from './prepareRun.js';

export interface FinishedTraining {
  readonly prepared: PreparedRun;
  readonly trainer: Pick<Trainer, 'weights' | 'device'>;
  readonly progress: Progress;
  /** Whether the model is that of the best checkpoint, where there is one, instead of the last. */
  readonly keepsBest: boolean;
  readonly context: Pick<JobContext, 'version'>;
}

/**
 * Writes `model/`. A run that is killed meanwhile and resumed writes it again, with the same bytes. Throws a UserError
 * when the disk is full.
 */
export async function finishRun(finished: FinishedTraining): Promise<DoneEvent> {
  const { prepared, progress } = finished;
  const { folder, config, model, data } = prepared;
  const keepsBest = finished.keepsBest && progress.best !== null;
  const weights = await modelWeights(finished, keepsBest);
  const scores = keepsBest ? progress.best : progress.latest;
  const path = modelFolderOf(folder);
  const tokenizer = withLimits(prepared.tokenizerFiles, prepared.settings);
  await makeOwnFolder(path);
  // Written before the folder: config.json comes last, so that a model folder which has one is complete.
  await writeOnnxFile(join(path, 'model.onnx'), config, weights, data.labelNames);
  await writeTextAtomically(
    join(path, taughtFileName),
    taughtText(prepared.settings, prepared.decisions.detected ?? []),
  );
  await writeModelFolder(path, {
    config,
    labelNames: data.labelNames,
    base: model.base,
    weights,
    tokenizer,
    card: (sha256) => cardOf(finished, scores, sha256),
  });
  await keepSums(finished);
  return { event: 'done', folder, model: path, step: progress.step, scores, seconds: progress.seconds };
}

/** The weights that become the model: those of the best checkpoint, or the trainer's, which answer as the file says. */
export async function modelWeights(
  finished: Pick<FinishedTraining, 'prepared' | 'trainer' | 'progress'>,
  usesBest: boolean,
): Promise<Weights> {
  const { config, data } = finished.prepared;
  const weights = usesBest ? await bestWeights(finished) : await finished.trainer.weights();
  return weightsInUnits(weights, config, data.rows.scale);
}

/** The weights of the checkpoint `best`; the frozen ones are the trainer's. */
async function bestWeights({
  prepared,
  trainer,
  progress,
}: Pick<FinishedTraining, 'prepared' | 'trainer' | 'progress'>): Promise<Weights> {
  const { folder, run } = prepared;
  const best = await readCheckpoint(folder, 'best', run.id, 'late');
  const file = join(folder, checkpointFile('best'));
  if (best?.progress.step !== progress.bestStep)
    throw new UserError('run.checkpointDamaged', { file, reason: `step ${progress.bestStep}` });
  const weights = new Map(await trainer.weights());
  for (const [name, tensor] of best.tensors) weights.set(name.replace(/^weight\./, ''), tensor);
  return weights;
}

/** run.json names the model's files with their sums: `verify` compares them. */
async function keepSums({ prepared }: FinishedTraining): Promise<void> {
  const { folder } = prepared;
  const modelFiles: Record<string, string> = {};
  for (const name of (await readdir(modelFolderOf(folder))).sort())
    if (!name.startsWith('.')) modelFiles[name] = await fileSha256(join(modelFolderOf(folder), name));
  await writeRunFile(folder, { ...readRunFile(folder), modelFiles });
}

function cardOf({ prepared, trainer, context }: FinishedTraining, scores: Scores | null, weights: string): string {
  const { folder, run, data, settings, decisions } = prepared;
  return modelCardText({
    name: basename(folder),
    baseModel: settings.model,
    task: settings.task,
    labelNames: data.labelNames,
    data: { file: run.data, sha256: data.hash, rows: decisions.rows },
    chain: { baseModel: decisions.baseModel.sha256, settings: recipeSha256(prepared), weights },
    settings,
    scores,
    device: trainer.device,
    version: context.version,
  });
}
