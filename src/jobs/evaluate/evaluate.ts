// The job `evaluate`: the scores of a model on a labelled CSV.

import { readDataset } from '../../data/rows/dataset.js';
import { fixedLabelMap } from '../../data/rows/labels.js';
import { readNotice } from '../../data/rows/readNotice.js';
import { sharesOf } from '../../data/rows/targets.js';
import { parseSettings } from '../../runs/parseSettings.js';
import { uselessNotices } from '../../shared/baseline.js';
import { TokenStore } from '../../text/tokenStore.js';
import { logitsOf } from '../answers/logits.js';
import { score } from '../answers/scores.js';
import { Interruption } from '../interruption.js';
import type { EvaluateRequest, EvaluateResult, JobContext } from '../jobs.js';
import { modelFolderFor } from '../model/locateModel.js';
import { limitsGiven, openModel } from '../model/openModel.js';
import { denseTargets } from '../rows/batchRows.js';
import { tokenise } from '../rows/runData.js';
import { settingsForFile } from '../rows/taughtReading.js';

/**
 * Rows whose label the model does not know are skipped and reported. Throws a UserError when the file or the model
 * cannot be used.
 */
export async function evaluate(request: EvaluateRequest, context: JobContext): Promise<EvaluateResult> {
  const settings = parseSettings(request.settings);
  const opened = await openModel(
    await modelFolderFor(request.model, context),
    limitsGiven(request.settings, settings),
    settings.pair !== null,
  );
  const { model, tokenizer, taught } = opened;
  const { task, labels } = model.config;
  for (const one of model.notices) context.emit({ event: 'notice', ...one });
  const known = task === 'regression' ? undefined : fixedLabelMap(model.labelNames);
  const reading = await settingsForFile({
    file: request.data,
    given: request.settings,
    settings,
    taught,
    roles: ['text', 'pair', 'label'],
  });
  const data = await readDataset(request.data, { ...reading, task, labels: known });
  context.emit({ event: 'notice', ...readNotice(data.table, data.columns) });
  for (const { notice } of data.problems) context.emit({ event: 'notice', ...notice });
  const store = new TokenStore(tokenizer);
  await tokenise(data, store, tokenizer, opened, context.signal);
  const predictor = await context.createPredictor({
    config: model.config,
    weights: model.weights,
    threads: settings.threads ?? undefined,
    device: settings.device,
  });
  try {
    const rows = Int32Array.from({ length: data.count }, (_, row) => row);
    const logits = await logitsOf({
      trainer: predictor,
      store,
      rows,
      maxLength: opened.maxLength,
      labels,
      signal: context.signal,
    });
    if (logits === 'aborted') throw new Interruption();
    const targets = denseTargets(data.targets, rows, labels);
    const scores = score(task, {
      logits,
      targets,
      labels: model.labelNames,
      threshold: opened.threshold,
      shares: sharesOf(data.targets, rows),
    });
    for (const useless of uselessNotices(scores)) context.emit({ event: 'notice', ...useless });
    return { rows: data.count, skipped: data.skipped, scores };
  } finally {
    await predictor.dispose();
  }
}
