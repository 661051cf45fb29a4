// The job `export --format python`: a folder that repeats a run with transformers and Accelerate, on one machine or
// many.

import { copyFile, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { architectureOf, type BertConfig, layerModule, parameters, storedLayerOf } from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';
import { depthOf } from '../../engine/model/stage.js';
import { writeFolderAtomically, writeTextAtomically } from '../../formats/atomicWrite.js';
import { writeModelFolder } from '../../formats/modelFolderWriter.js';
import { readRunFile } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';
import type { settings as settingsTable } from '../../shared/settings.js';
import { definitionOf, type SettingName, settingNames } from '../../shared/settings.js';
import type { ExportResult, JobContext } from '../jobs.js';
import { withLimits } from '../model/tokenizerLength.js';
import { pythonFolder } from '../productFiles.js';
import { classWeightsOf } from '../rows/runData.js';
import { checkUnchanged, type PreparedRun, prepareRun } from '../train/prepareRun.js';
import { hasSoftLabels, writeRows } from './pythonRows.js';
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
  Extract<(typeof settingsTable)[SettingName]['python'], { readonly decided: string }>['decided'] | 'softLabels';

/** What train.py reads: the settings that it knows by their names, and what the run decided for others. */
function pythonSettings({ plan, settings, data, config, frozen, stage, learningRate }: PreparedRun): object {
  const classWeights = classWeightsOf(data);
  const decided: Record<Decided, unknown> = {
    learningRate,
    classWeights: classWeights === undefined ? null : [...classWeights],
    evaluateAfter: plan.milestones,
    rowWeights: data.rows.weights !== null,
    softLabels: hasSoftLabels(data.rows),
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

/** Without this card the folder would be mistaken for a result. */
function cardOf({ folder, decisions }: PreparedRun, { version }: JobContext): string {
  const start = `${decisions.baseModel.path} as the run ${basename(folder)} begins with it`;
  const head = 'its head knows nothing of the labels yet.';
  return `# The model before the first step\n\n${start}: ${head}\nWritten by Fine-tune BERT ${version}.\n`;
}
