// The job `predict`: labels for a few texts.

import { createPredictor } from '../engine/predictor.js';
import { parseSettings } from '../runs/settings.js';
import type { JobContext, Prediction, PredictRequest } from './jobs.js';
import { openModel } from './openedModel.js';
import { predictInputs } from './prediction.js';

/** Throws a UserError when the model cannot be used. */
export async function predict(request: PredictRequest, context: JobContext): Promise<Prediction[]> {
  const { model: path, inputs, threads, maxLength } = request;
  // The limits of both are those of the settings of the same names.
  parseSettings({ threads, maxLength });
  const opened = await openModel(path, maxLength ?? null, inputs.some(([, pair]) => pair !== undefined));
  const predictor = await createPredictor({ config: opened.model.config, weights: opened.model.weights, threads });
  try {
    return await predictInputs(opened, predictor, inputs, context.signal);
  } finally {
    await predictor.dispose();
  }
}
