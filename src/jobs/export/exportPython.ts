// The job `export --format python`: a run as a folder that repeats it with transformers and Accelerate, on one machine
// or many.

import { copyFile, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { architectureOf, type BertConfig, layerModule, parameters, storedLayerOf } from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';
import { usualSeparator } from '../../data/rows/labelShape.js';
import { csvRow } from '../../data/text/csvRow.js';
import { depthOf } from '../../engine/model/stage.js';
import { writeAtomically, writeFolderAtomically, writeTextAtomically } from '../../formats/atomicWrite.js';
import { writeModelFolder } from '../../formats/modelFolderWriter.js';
import { readRunFile } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';
import { stopIfAborted } from '../interruption.js';
import type { ExportResult, JobContext } from '../jobs.js';
import { withLimits } from '../model/tokenizerLength.js';
import { pythonFolder } from '../product.js';
import { denseTargets, type Rows } from '../rows/batchRows.js';
import { classWeightsOf, type RowSource } from '../rows/runData.js';
import { checkUnchanged, type PreparedRun, prepareRun } from '../train/prepareRun.js';

/**
 * Writes `out` whole or not at all.
 * @param runFolder a run that has begun, finished or not
 * Throws a UserError when its data or its base model is gone or no longer the same, when `out` is not empty, when the
 * disk is full;
 * an Interruption when the signal comes.
 */
export async function exportPython(runFolder: string, out: string, context: JobContext): Promise<ExportResult> {
  const folder = resolve(runFolder);
  const run = readRunFile(folder);
  const { longTexts } = run.settings;
  // transformers cuts at either end, and nothing else.
  if (longTexts === 'headAndTail' || longTexts === 'windows')
    throw new UserError('run.pythonLongTexts', { folder, value: longTexts });
  const prepared = await prepareRun(folder, run, context);
  if (run.decisions !== null) checkUnchanged(prepared, run.decisions);
  return { files: await writeFolderAtomically(out, (aside) => writeParts(aside, prepared, context)) };
}

async function writeParts(out: string, prepared: PreparedRun, context: JobContext): Promise<void> {
  const { data, config, model, settings, tokenizerFiles } = prepared;
  for (const name of await readdir(pythonFolder)) await copyFile(join(pythonFolder, name), join(out, name));
  await writeTextAtomically(join(out, 'settings.json'), `${JSON.stringify(pythonSettings(prepared), null, 2)}\n`);
  const tokenizer = withLimits(tokenizerFiles, settings);
  const card = cardOf(prepared, context);
  await writeModelFolder(join(out, 'base-model'), {
    config,
    labelNames: data.labelNames,
    base: model.base,
    weights: model.weights,
    tokenizer,
    card,
  });
  await writeRows(join(out, 'train.csv'), data.learned, data.training, prepared, context.signal);
  if (data.validation.length > 0)
    await writeRows(join(out, 'validation.csv'), data.heldOut, data.validation, prepared, context.signal);
}

/** What train.py reads. */
function pythonSettings({ plan, settings, data, config, frozen, stage, learningRate }: PreparedRun) {
  const {
    task,
    labelSeparator,
    epochs,
    batch,
    accumulate,
    maxLength,
    padding,
    seed,
    schedule,
    warmup,
    weightDecay,
    decayAll,
    clip,
    beta1,
    beta2,
    epsilon,
  } = settings;
  const { layerDecay, labelSmoothing, resample, checkpointActivations, earlyStopping, patience, best, keep } = settings;
  const classWeights = classWeightsOf(data);
  return {
    ...{
      task,
      labelSeparator,
      epochs,
      batch,
      accumulate,
      maxLength,
      padding,
      seed,
      learningRate,
      schedule,
      warmup,
      weightDecay,
      decayAll,
    },
    ...{
      clip,
      beta1,
      beta2,
      epsilon,
      layerDecay,
      labelSmoothing,
      resample,
      earlyStopping,
      patience,
      best,
      keep,
      checkpointActivations,
    },
    classWeights: classWeights === undefined ? null : [...classWeights],
    evaluateAfter: plan.milestones,
    frozen: [...frozen],
    depths:
      layerDecay === 1
        ? {}
        : Object.fromEntries(parameters(config).map(({ name, place }) => [name, depthOf(place, config)])),
    withoutDropout: settings.cacheFrozen ? cachedModules(config, stage) : [],
  };
}

/** The modules, by PyTorch's names, whose outputs the run keeps. */
function cachedModules(config: BertConfig, stage: FrozenStage): string[] {
  const { prefix, names } = architectureOf(config);
  const embeddings = `${prefix}embeddings`;
  switch (stage.kind) {
    case 'none':
      return [];
    case 'hidden':
      return [
        embeddings,
        ...new Set(
          Array.from({ length: stage.layers }, (_, layer) => layerModule(config, storedLayerOf(config, layer))),
        ),
      ];
    case 'first':
      return [embeddings, prefix + names.encoder];
    case 'pooled':
      return [prefix.slice(0, -1)];
  }
}

/**
 * Columns text, pair (for pairs) and label; labels by their names, in the file's order, which is that of the row
 * numbers.
 */
async function writeRows(
  file: string,
  source: RowSource,
  numbers: Int32Array,
  { data, settings }: PreparedRun,
  signal: AbortSignal,
): Promise<void> {
  const paired = settings.pair !== null;
  const label = labelWriter(data.rows, data.labelNames, settings.labelSeparator ?? usualSeparator);
  await writeAtomically(file, async (sink) => {
    await sink.write(Buffer.from(paired ? 'text,pair,label\n' : 'text,label\n'));
    for await (const { row, text, pair } of source.texts(new Set(numbers))) {
      stopIfAborted(signal);
      const cells = paired ? [text, pair ?? '', label(row)] : [text, label(row)];
      await sink.write(Buffer.from(`${csvRow(cells)}\n`, 'utf8'));
    }
  });
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

/** A folder without this would be taken for a result. */
function cardOf({ folder, decisions }: PreparedRun, { version }: JobContext): string {
  return `# The model before the first step\n\n${decisions.baseModel.path} as the run ${basename(folder)} begins with it: its head knows nothing of the labels yet.\nWritten by Fine-tune BERT ${version}.\n`;
}
