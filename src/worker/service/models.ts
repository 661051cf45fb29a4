// Models that stay in memory between requests: the most recent few, each until its files change or it is unused for a
// while.

import { existsSync, readdirSync } from 'node:fs';

import type { Predictor } from '../../base/training.js';
import type { Input } from '../../jobs/jobs.js';
import { modelFolderHere } from '../../jobs/model/locateModel.js';
import type { OpenedModel } from '../../jobs/model/openModel.js';
import type { TextPrediction } from '../../shared/messages/models.js';
import { fileStamps } from './fileStamps.js';

const mostModels = 2;

interface Loaded {
  readonly opened: OpenedModel;
  readonly predictor: Predictor;
  /** Identifies the state of the files that it was read from. */
  readonly stamp: string;
}

export class Models {
  /** The models by folder; the most recently used one is last. */
  private readonly loaded = new Map<string, Loaded>();
  /** Runs one operation at a time: a model is never disposed while it computes. */
  private queue: Promise<unknown> = Promise.resolve();

  /** Throws a UserError when the model cannot be used, an Interruption when the signal is aborted. */
  predict(path: string, inputs: readonly Input[], signal: AbortSignal): Promise<TextPrediction[]> {
    return this.alone(async () => {
      signal.throwIfAborted();
      const { opened, predictor } = await this.load(
        modelFolderHere(path),
        inputs.some(([, pair]) => pair !== undefined),
      );
      const { encodeInputs, predictTokens } = await import('../../jobs/predict/predictInputs.js');
      const encoded = await encodeInputs(opened, inputs);
      const answers = await predictTokens(opened, predictor, encoded, signal);
      return answers.map(({ labels, probabilities, value }, row) => {
        const { ids, cut } = encoded[row]!;
        return { labels: [...labels], probabilities: [...probabilities], value, tokens: ids.length, cut };
      });
    });
  }

  /** Frees all memory. */
  forget(): Promise<void> {
    return this.alone(async () => {
      for (const folder of [...this.loaded.keys()]) await this.putAway(folder);
    });
  }

  private alone<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async load(folder: string, withPairs: boolean): Promise<Loaded> {
    const known = this.loaded.get(folder);
    const takesPairs = withPairs || known?.stamp.endsWith('pairs') === true;
    const stamp = `${await stampOf(folder)} ${takesPairs ? 'pairs' : 'single'}`;
    if (known?.stamp === stamp) {
      this.loaded.delete(folder);
      this.loaded.set(folder, known);
      return known;
    }
    if (known !== undefined) await this.putAway(folder);
    const [oldest] = this.loaded.keys();
    if (oldest !== undefined && this.loaded.size >= mostModels) await this.putAway(oldest);
    const { openModel } = await import('../../jobs/model/openModel.js');
    const { createPredictor } = await import('../../engine/predictor.js');
    const opened = await openModel(folder, {}, withPairs);
    const { config, weights } = opened.model;
    const fresh = { opened, predictor: await createPredictor({ config, weights }), stamp };
    this.loaded.set(folder, fresh);
    return fresh;
  }

  private async putAway(folder: string): Promise<void> {
    const model = this.loaded.get(folder);
    this.loaded.delete(folder);
    await model?.predictor.dispose();
  }
}

/** The names, sizes and times of the files that a model is read from. */
async function stampOf(folder: string): Promise<string> {
  const { modelFileNames } = await import('../../formats/modelFiles.js');
  return existsSync(folder) ? fileStamps(folder, modelFileNames(readdirSync(folder))) : '';
}
