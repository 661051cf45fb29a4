// Describes a model folder without reading its weights: its sizes, its labels, and its parts with their parameter
// counts.

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { readFailure } from '../../base/fileErrors.js';
import { type BertConfig, mostTokens, outerNames, parameterShapes, storedLayers } from '../../base/model.js';
import { frozenWeights, layerParts } from '../../engine/model/freezing.js';
import { readJsonObject } from '../../formats/json.js';
import { type ModelConfig, parseModelConfig } from '../../formats/modelConfig.js';
import { configFile } from '../../formats/modelFiles.js';
import { hasHead } from '../../formats/modelFolder.js';
import { openWeights, weightNames } from '../../formats/weightFiles.js';
import type { ModelInfo, ModelPart } from '../../shared/messages/models.js';
import { shortModelName } from '../../shared/modelName.js';
import { countParameters } from './defaults.js';
import { bundledFolder, modelFolderHere } from './locateModel.js';
import { readTaught } from './taught.js';

/** The config.json of a model on this computer. Throws `model.*`, `run.noModel`, `hub.notDownloaded`. */
export async function readConfigOf(path: string): Promise<ModelConfig & { readonly folder: string }> {
  const folder = modelFolderHere(path);
  const file = await configFile(folder);
  return { folder, ...parseModelConfig(readJsonObject(file), file) };
}

/**
 * @param path a folder, or a name, of the hub or of a bundled model
 * @param labels outputs of the head that the data needs; the model's own when null
 * Throws a UserError for a folder of an unknown architecture, or without weights.
 */
export async function modelInfo(
  path: string,
  labels: number | null,
  bundledModels: string,
): Promise<Omit<ModelInfo, 'notices'>> {
  const read = await readConfigOf(bundledFolder(path, { bundledModels }) ?? path);
  const { folder } = read;
  const files = await openWeights(folder, read.config);
  let labelled: boolean;
  try {
    labelled = hasHead(read, files);
  } finally {
    await files.close();
  }
  const config = { ...read.config, labels: labels ?? read.config.labels };
  const { layers, hiddenSize, heads, intermediateSize, vocabularySize, typeVocabularySize, task } = config;
  const taught = await readTaught(folder);
  return {
    folder,
    name: path === folder ? basename(folder) : shortModelName(path),
    bytes: await weightBytes(folder),
    config: {
      layers,
      hiddenSize,
      heads,
      intermediateSize,
      vocabularySize,
      maxPositions: mostTokens(config),
      typeVocabularySize,
    },
    task,
    labels: labelled && task !== 'regression' ? [...read.labelNames] : null,
    parts: partsOf(config),
    parameters: countParameters(parameterShapes(config)),
    taught: taught === null ? null : { text: taught.columns.text, pair: taught.columns.pair },
  };
}

/** The number of bytes of the files that a model's weights are read from. */
export async function weightBytes(folder: string): Promise<number> {
  try {
    const names = weightNames(await readdir(folder));
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    throw readFailure(error, folder);
  }
}

/** The parts in the order of the layers. */
export function partsOf(config: BertConfig): ModelPart[] {
  const shapes = parameterShapes(config);
  const part = (name: string, parts: readonly ModelPart[] = []): ModelPart => {
    const names = frozenWeights(name, config);
    return { part: name, parameters: countParameters([...shapes].filter(([weight]) => names.has(weight))), parts };
  };
  const layers = Array.from({ length: storedLayers(config) }, (_, layer) => `encoder.${layer}`);
  const pooler = outerNames(config).pooler === null ? [] : [part('pooler')];
  return [
    part('embeddings'),
    ...layers.map((layer) =>
      part(
        layer,
        layerParts.map((name) => part(`${layer}.${name}`)),
      ),
    ),
    ...pooler,
    part('classifier'),
  ];
}
