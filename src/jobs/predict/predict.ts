// The job `predict`: labels for a few texts.

import { parseSettings } from '../../runs/parseSettings.js';
import type { JobContext, Prediction, PredictRequest } from '../jobs.js';
import { modelFolderFor } from '../model/locateModel.js';
import { openModel } from '../model/openModel.js';
import { predictInputs } from './predictInputs.js';

/** Throws a UserError when the model cannot be used. */
export async function predict(request: PredictRequest, context: JobContext): Promise<Prediction[]> {
  const { model: path, inputs, threads, device, maxLength, longTexts, threshold } = request;
  // The limits of these values are those of the settings of the same names.
  parseSettings({ threads, maxLength, longTexts, threshold, device });
  const opened = await openModel(
    await modelFolderFor(path, context),
    { maxLength, longTexts, threshold },
    inputs.some(([, pair]) => pair !== undefined),
  );
  for (const one of opened.model.notices) context.emit({ event: 'notice', ...one });
  const predictor = await context.createPredictor({
    config: opened.model.config,
    weights: opened.model.weights,
    threads,
    device,
  });
  try {
    return await predictInputs(opened, predictor, inputs, context.signal);
  } finally {
    await predictor.dispose();
  }
}
