// The job `export --format python`: a run as a folder that repeats it with transformers and Accelerate, on one machine or many.

import { copyFile, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { balancedClassWeights } from '../data/split.js';
import { writeAtomically, writeTextAtomically } from '../formats/atomicWrite.js';
import { writeFailure } from '../formats/fileErrors.js';
import { modelCardText } from '../formats/modelCard.js';
import { writeModelFolder } from '../formats/modelFolderWriter.js';
import { readRunFile } from '../runs/runFile.js';
import { UserError } from '../shared/errors.js';
import type { FrozenStage } from '../shared/training.js';
import type { ExportResult, JobContext } from './jobs.js';
import { stopIfAborted } from './interruption.js';
import { checkUnchanged, prepareRun, type PreparedRun } from './preparedRun.js';
import { pythonFolder } from './product.js';
import type { RowSource } from './runData.js';
import { denseTargets, type Rows } from './rows.js';
import { withMaxLength } from './tokenizerLength.js';

/**
 * Writes `out` whole or not at all.
 * @param runFolder a run that has begun, finished or not
 * Throws a UserError when its data or its base model is gone or no longer the same, when `out` is not empty, when the disk is full;
 * an Interruption when the signal comes.
 */
export async function exportPython(runFolder: string, out: string, context: JobContext): Promise<ExportResult> {
  const folder = resolve(runFolder);
  const run = readRunFile(folder);
  const target = resolve(out);
  await refuseFull(target);
  const prepared = await prepareRun(folder, run, context);
  if (run.decisions !== null) checkUnchanged(prepared, run.decisions);
  const aside = `${target}.${process.pid}.tmp`;
  try {
    await mkdir(aside, { recursive: true });
    await writeParts(aside, prepared, context);
    await rmdir(target).catch(() => undefined);
    await rename(aside, target);
    return { files: (await readdir(target)).sort().map((name) => join(target, name)) };
  } catch (error) {
    throw writeFailure(error, target);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function refuseFull(folder: string): Promise<void> {
  const content = await readdir(folder).catch(() => []);
  if (content.length > 0) throw new UserError('run.folderNotEmpty', { folder });
}

async function writeParts(out: string, prepared: PreparedRun, context: JobContext): Promise<void> {
  const { data, config, model, settings, tokenizerFiles } = prepared;
  for (const name of await readdir(pythonFolder)) await copyFile(join(pythonFolder, name), join(out, name));
  await writeTextAtomically(join(out, 'settings.json'), `${JSON.stringify(pythonSettings(prepared), null, 2)}\n`);
  const tokenizer = withMaxLength(tokenizerFiles, settings.maxLength);
  const card = cardOf(prepared, context);
  await writeModelFolder(join(out, 'base-model'), { config, labelNames: data.labelNames, base: model.base, weights: model.weights, tokenizer, card });
  await writeRows(join(out, 'train.csv'), data.learned, data.training, prepared, context.signal);
  if (data.validation.length > 0) await writeRows(join(out, 'validation.csv'), data.heldOut, data.validation, prepared, context.signal);
}

/** What train.py reads. */
function pythonSettings({ plan, settings, data, frozen, stage, learningRate }: PreparedRun) {
  const { task, labelSeparator, epochs, batch, accumulate, maxLength, padding, seed, schedule, warmup, weightDecay, decayAll, clip, beta1, beta2, epsilon } = settings;
  const { layerDecay, labelSmoothing, earlyStopping, patience, best, keep } = settings;
  const { targets, labels } = data.rows;
  const balanced = settings.classWeights === 'balanced' && targets.task === 'single-label';
  return {
    ...{ task, labelSeparator, epochs, batch, accumulate, maxLength, padding, seed, learningRate, schedule, warmup, weightDecay, decayAll },
    ...{ clip, beta1, beta2, epsilon, layerDecay, labelSmoothing, earlyStopping, patience, best, keep },
    classWeights: balanced ? [...balancedClassWeights(targets.ids, data.training, labels)] : null,
    evaluateAfter: plan.milestones,
    frozen: [...frozen],
    withoutDropout: settings.cacheFrozen ? cachedModules(stage) : [],
  };
}

/** The modules, by PyTorch's names, whose outputs the run keeps. */
function cachedModules(stage: FrozenStage): string[] {
  switch (stage.kind) {
    case 'none':
      return [];
    case 'hidden':
      return ['bert.embeddings', ...Array.from({ length: stage.layers }, (_, layer) => `bert.encoder.layer.${layer}`)];
    case 'first':
      return ['bert.embeddings', 'bert.encoder'];
    case 'pooled':
      return ['bert'];
  }
}

/** Columns text, pair (for pairs) and label; labels by their names, in the file's order, which is that of the row numbers. */
async function writeRows(file: string, source: RowSource, numbers: Int32Array, { data, settings }: PreparedRun, signal: AbortSignal): Promise<void> {
  const paired = settings.pair !== null;
  const label = labelWriter(data.rows, data.labelNames, settings.labelSeparator);
  await writeAtomically(file, async (sink) => {
    await sink.write(Buffer.from(paired ? 'text,pair,label\n' : 'text,label\n'));
    for await (const { row, text, pair } of source.texts(new Set(numbers))) {
      stopIfAborted(signal);
      const cells = paired ? [text, pair ?? '', label(row)] : [text, label(row)];
      await sink.write(Buffer.from(`${cells.map(quoted).join(',')}\n`, 'utf8'));
    }
  });
}

/** Always in quotes: the shortest rule that holds for every text. */
function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

function labelWriter(rows: Rows, names: readonly string[], separator: string): (row: number) => string {
  const { targets, labels } = rows;
  return (row) => {
    if (targets.task === 'regression') return String(targets.values[row]);
    if (targets.task === 'single-label') return names[targets.ids[row]!]!;
    const hot = denseTargets(targets, Int32Array.of(row), labels);
    return names.filter((_, id) => hot[id] === 1).join(separator);
  };
}

function cardOf({ folder, run, data, settings, decisions }: PreparedRun, { version }: JobContext): string {
  const { rows } = decisions;
  return modelCardText({
    name: basename(folder),
    baseModel: settings.shape === null ? basename(decisions.baseModel.path) : null,
    task: settings.task,
    labelNames: data.labelNames,
    data: { file: run.data, sha256: data.hash, rows },
    settings,
    scores: null,
    device: settings.device,
    version,
  });
}
