// What a folder is that was taken for a model and is none, or has no weights: the sentence names it.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { UserError } from '../../shared/errors.js';

/** Files that a training goes on with; they hold tensors, but no weights. */
export const trainingState =
  /^(optimizer|scheduler|rng_state|random_states|scaler|training_args|trainer_state|global_step)[\w.-]*$/i;
/** Weights of an adapter, which a model needs beside its own. */
export const adapter = /^adapter_(model|config)\./;
/** Of other frameworks than PyTorch, and of programs that only compute. */
export const otherFrameworks = new RegExp(
  [
    /^tf_model.*\.h5$/,
    /^flax_model.*\.msgpack$/,
    /^rust_model\.ot$/,
    /^model\.pdparams$/,
    /^saved_model\.pb$/,
    /^openvino_.*\.bin$/,
    /\.(gguf|onnx|tflite)$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** The error for a folder without a config.json. */
export function withoutConfig(folder: string): UserError {
  const names = namesIn(folder);
  const models = names.filter((name) => name.startsWith('models--'));
  if (models.length > 0) return new UserError('model.cacheOfModels', { folder, count: models.length });
  const inner = innerFolders(folder, names).find((place) => existsSync(join(place, 'config.json')));
  if (inner !== undefined) return new UserError('model.innerFolder', { folder, inner });
  if (names.some((name) => adapter.test(name))) return new UserError('model.adapterOnly', { folder });
  return new UserError('model.noConfig', { folder });
}

/**
 * A run's result, the last checkpoint of a training, a module of sentence-transformers, and the newest snapshots of a
 * model in the hub's cache.
 */
function innerFolders(folder: string, names: readonly string[]): string[] {
  const snapshots = names.includes('snapshots') ? namesIn(join(folder, 'snapshots')) : [];
  return [
    ...names.filter((name) => name === 'model' || /^\d+_\w+$/.test(name)).map((name) => join(folder, name)),
    ...names
      .filter((name) => /^checkpoint-\d+$/.test(name))
      .sort((a, b) => stepOf(b) - stepOf(a))
      .map((name) => join(folder, name)),
    ...snapshots.map((name) => join(folder, 'snapshots', name)),
    ...(snapshots.length === 0 && folder.endsWith('snapshots') ? names.map((name) => join(folder, name)) : []),
  ];
}

function stepOf(name: string): number {
  return Number(name.replace(/^\D+/, ''));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The error for a folder whose files are none that weights are read from. */
export function withoutWeights(folder: string, names: readonly string[]): UserError {
  if (names.some((name) => adapter.test(name))) return new UserError('model.adapterOnly', { folder });
  const [file] = names.filter((name) => otherFrameworks.test(name));
  if (file !== undefined) return new UserError('model.otherFramework', { folder, file });
  const files = names.filter((name) => trainingState.test(name));
  if (files.length > 0) return new UserError('model.trainingState', { folder, files: files.sort().join(', ') });
  return new UserError('model.noWeights', { folder });
}
