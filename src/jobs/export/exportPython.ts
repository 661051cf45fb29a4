// The job `export --format python`: a folder that repeats a run with transformers and Accelerate, on one machine or
// many.

import { copyFile, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { architectureOf, type BertConfig, layerModule, parameters, storedLayerOf } from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';
import { usualSeparator } from '../../data/rows/labelShape.js';
import { sharesOf } from '../../data/rows/targets.js';
import { csvRow } from '../../data/text/csvRow.js';
import { depthOf } from '../../engine/model/stage.js';
import { writeAtomically, writeFolderAtomically, writeTextAtomically } from '../../formats/atomicWrite.js';
import { writeModelFolder } from '../../formats/modelFolderWriter.js';
import { readRunFile } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';
import type { settings as settingsTable } from '../../shared/settings.js';
import { definitionOf, type SettingName, settingNames } from '../../shared/settings.js';
import { stopIfAborted } from '../interruption.js';
import type { ExportResult, JobContext } from '../jobs.js';
import { withLimits } from '../model/tokenizerLength.js';
import { pythonFolder } from '../productFiles.js';
import { denseTargets, type Rows } from '../rows/batchRows.js';
import { classWeightsOf, type RowSource } from '../rows/runData.js';
import { checkUnchanged, type PreparedRun, prepareRun } from '../train/prepareRun.js';
import { writePythonRun } from './pythonRun.js';

/**
 * Writes `out` whole or not at all.
 * @param runFolder a run that has begun, finished or not
 * Throws a UserError when its data or its base model is gone or changed, when `out` is not empty, when the disk is
 * full; an Interruption when the signal is aborted.
 */
export async function exportPython(runFolder: string, out: string, context: JobContext): Promise<ExportResult> {
  const folder = resolve(runFolder);
  const run = readRunFile(folder);
  const { longTexts } = run.settings;
  // transformers can truncate at either end, and nothing else.
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
    card: () => card,
  });
  await writeRows(join(out, 'train.csv'), data.learned, data.training, prepared, context.signal);
  if (data.validation.length > 0)
    await writeRows(join(out, 'validation.csv'), data.heldOut, data.validation, prepared, context.signal);
  await writePythonRun(out, prepared, context);
}

/** What settings lead to, and what the rows do. */
type Decided =
  | Extract<(typeof settingsTable)[SettingName]['python'], { readonly decided: string }>['decided']
  | 'softLabels';

/** What train.py reads: the settings that it knows by their names, and what the run decided for others. */
function pythonSettings({ plan, settings, data, config, frozen, stage, learningRate }: PreparedRun): object {
  const classWeights = classWeightsOf(data);
  const decided: Record<Decided, unknown> = {
    learningRate,
    classWeights: classWeights === undefined ? null : [...classWeights],
    evaluateAfter: plan.milestones,
    rowWeights: data.rows.weights !== null,
    softLabels: data.rows.targets.task === 'single-label' && data.rows.targets.soft !== undefined,
    targetScale: data.rows.scale && { ...data.rows.scale, head: architectureOf(config).head.output },
    frozen: [...frozen],
    withoutDropout: settings.cacheFrozen ? cachedModules(config, stage) : [],
  };
  const depths = parameters(config).map(({ name, location }) => [name, depthOf(location, config)] as const);
  return {
    ...Object.fromEntries(settingNames.filter(isKnownToPython).map((name) => [name, settings[name]])),
    ...decided,
    depths: settings.layerDecay === 1 ? {} : Object.fromEntries(depths),
  };
}

function isKnownToPython(name: SettingName): boolean {
  return definitionOf(name).python === 'settings';
}

/** The modules, by PyTorch's names, whose outputs the run caches. */
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
 * Writes the columns text, pair (for pairs), label and weight (of rows that have one); labels by their names, as a
 * list of their probabilities where they have some, in the file's order, which is that of the
 * row numbers.
 */
async function writeRows(
  file: string,
  source: RowSource,
  numbers: Int32Array,
  { data, settings }: PreparedRun,
  signal: AbortSignal,
): Promise<void> {
  const paired = settings.pair !== null;
  const { weights } = data.rows;
  const label = labelWriter(data.rows, data.labelNames, settings.labelSeparator ?? usualSeparator);
  await writeAtomically(file, async (sink) => {
    const names = ['text', ...(paired ? ['pair'] : []), 'label', ...(weights === null ? [] : ['weight'])];
    await sink.write(Buffer.from(`${names.join(',')}\n`));
    for await (const { row, text, pair } of source.texts(new Set(numbers))) {
      stopIfAborted(signal);
      const weight = weights === null ? [] : [String(weights[row])];
      const cells = [text, ...(paired ? [pair ?? ''] : []), label(row), ...weight];
      await sink.write(Buffer.from(`${csvRow(cells)}\n`, 'utf8'));
    }
  });
}

function labelWriter(rows: Rows, names: readonly string[], separator: string): (row: number) => string {
  const { targets, labels } = rows;
  return (row) => {
    if (targets.task === 'regression') return String(targets.values[row]);
    const shares = sharesOf(targets, Int32Array.of(row));
    if (shares !== undefined) return JSON.stringify([...shares]);
    if (targets.task === 'single-label') return names[targets.ids[row]!]!;
    const hot = denseTargets(targets, Int32Array.of(row), labels);
    return names.filter((_, id) => hot[id] === 1).join(separator);
  };
}

/** Without this card the folder would be mistaken for a result. */
function cardOf({ folder, decisions }: PreparedRun, { version }: JobContext): string {
  const start = `${decisions.baseModel.path} as the run ${basename(folder)} begins with it`;
  const head = 'its head knows nothing of the labels yet.';
  return `# The model before the first step\n\n${start}: ${head}\nWritten by Fine-tune BERT ${version}.\n`;
}
