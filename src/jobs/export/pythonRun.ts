// What makes the output of train.py a run of this product: run.json and the first line of its journal, as far as they
// are known before it trains.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { hashFile } from '../../data/source/bytes.js';
import { writeTextAtomically } from '../../formats/atomicWrite.js';
import { pythonDevice, runFormat } from '../../runs/runFile.js';
import type { StartedEvent } from '../../shared/events.js';
import { type DecidedSettings, defaultSettings, definitionOf, settingNames } from '../../shared/settings.js';
import type { JobContext } from '../jobs.js';
import { hashModelFolder } from '../model/modelHash.js';
import type { PreparedRun } from '../train/prepareRun.js';
import { labelColumns } from './pythonRows.js';

/** What train.py replaces by the path of the exported folder as seen from its output. */
const folderMark = '@FOLDER@';
/** What it replaces by the versions of Python, PyTorch and transformers. */
const versionsMark = '@VERSIONS@';

/**
 * Writes `run.json` into an exported folder whose rows and base model are written. Throws a UserError when they cannot
 * be read or the disk is full, an Interruption when the signal is aborted.
 */
export async function writePythonRun(
  out: string,
  prepared: PreparedRun,
  { version, signal }: JobContext,
): Promise<void> {
  const { data, decisions, settings: own } = prepared;
  const settings = exportedSettings(prepared);
  const file = async (name: string) => ({ path: `${folderMark}/${name}`, sha256: await hashFile(join(out, name)) });
  const run = {
    format: runFormat,
    id: randomUUID(),
    product: version,
    created: new Date().toISOString(),
    data: `${folderMark}/train.csv`,
    settings,
    decisions: {
      data: await file('train.csv'),
      validation: data.validation.length > 0 ? await file('validation.csv') : null,
      baseModel: {
        path: `${folderMark}/base-model`,
        sha256: await hashModelFolder(join(out, 'base-model'), signal),
      },
      rows: { ...decisions.rows, skipped: 0 },
      labels: decisions.labels,
      parameters: decisions.parameters,
      detected: [],
      device: pythonDevice,
      versions: versionsMark,
    },
  };
  const started = startedEvent(prepared, { ...own, ...settings, model: 'base-model' });
  await writeTextAtomically(
    join(out, 'run.json'),
    `${JSON.stringify({ run: JSON.stringify(run), started }, null, 2)}\n`,
  );
}

/** The settings of a run on the exported rows: those that chose and read the rows have done their work. */
function exportedSettings({ settings, data }: PreparedRun): DecidedSettings {
  const read = settingNames.filter((name) => definitionOf(name).python === 'rows');
  const usual = defaultSettings();
  return {
    ...settings,
    ...Object.fromEntries(read.map((name) => [name, usual[name]])),
    text: 'text',
    pair: settings.pair === null ? null : 'pair',
    label: labelColumns(data).join(','),
    weights: data.rows.weights === null ? null : 'weight',
    encoding: 'utf-8',
    delimiter: ',',
    header: 'yes',
    validation: data.validation.length > 0 ? `${folderMark}/validation.csv` : '0',
    model: `${folderMark}/base-model`,
    shape: null,
    vocabulary: null,
  };
}

function startedEvent({ data, plan, parameters, decisions }: PreparedRun, settings: DecidedSettings): StartedEvent {
  return {
    event: 'started',
    folder: '',
    data: '',
    settings,
    rows: { ...decisions.rows, skipped: 0 },
    truncated: data.rows.store.cutTexts,
    labels: data.labelNames,
    labelRows: data.labelRows,
    parameters,
    device: pythonDevice,
    threads: 0,
    epochs: plan.epochs,
    stepsPerEpoch: plan.stepsPerEpoch,
    steps: plan.steps,
  };
}
