// The recipe `auto`: decides from rows and model what the settings leave open. A pure function of both, so that a run
// decides the same anywhere; run.json then holds the decisions.

import type { BertConfig } from '../../base/model.js';
import { warmupUpdates } from '../../engine/optim/schedules.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { DecidedSettings, Settings } from '../../shared/settings.js';

export interface RecipeFacts {
  /** The rows of an epoch, repeated ones included; null while the number is unknown. */
  readonly trainingRows: number | null;
  readonly config: Pick<BertConfig, 'layers'>;
}

/**
 * Updates after which a model that learns at all has learned: 300 tickets of five topics took 180 of them, 400 reviews
 * 100. Early stopping ends a run that needs fewer.
 */
const enoughUpdates = 200;
const fewestEpochs = 3;
const mostEpochs = 30;
const fewestEvaluations = 10;
/** A model of six layers and more has learned its language well: its lower layers change less than its upper ones. */
const deep = 6;
const decayOfDeep = 0.95;

/** The settings with the recipe's decisions; what was given stays as it is. */
export function decideRecipe(settings: Settings, { trainingRows, config }: RecipeFacts): DecidedSettings {
  const { batch, accumulate, shape, freeze } = settings;
  const updates = Math.max(1, Math.ceil((trainingRows ?? enoughUpdates * batch) / (batch * accumulate)));
  const epochs = settings.epochs ?? Math.min(mostEpochs, Math.max(fewestEpochs, Math.ceil(enoughUpdates / updates)));
  const isDeep = shape === null && freeze === '' && config.layers >= deep;
  return {
    ...settings,
    epochs,
    evaluations: settings.evaluations ?? Math.max(fewestEvaluations, Math.ceil(epochs)),
    layerDecay: settings.layerDecay ?? (isDeep ? decayOfDeep : 1),
  };
}

/** One line that says what was decided; none of the constants of a tutorial. */
export function recipeNotices(
  { recipe, epochs, layerDecay, earlyStopping, patience, keep }: DecidedSettings,
  learningRate: number,
): Notice[] {
  if (recipe === 'tutorial') return [];
  const values = { epochs, learningRate: String(learningRate), layerDecay };
  return [
    earlyStopping && keep === 'best'
      ? notice('run.recipe', { ...values, patience })
      : notice('run.recipePlain', values),
  ];
}

/** Says where the warm-up lasts as long as the run, which then never reaches its learning rate. */
export function warmupNotices(settings: DecidedSettings, learningRate: number, steps: number): Notice[] {
  const warmup = warmupUpdates(settings, steps);
  if (warmup < steps || steps === 1) return [];
  const reached = Number(((learningRate * (steps - 1)) / warmup).toPrecision(3));
  return [notice('run.longWarmup', { warmup, steps, reached: String(reached), learningRate: String(learningRate) })];
}
