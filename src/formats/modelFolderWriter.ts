// Writes the result of a run: a folder that transformers and this product load.

import { join } from 'node:path';

import { makeOwnFolder } from '../base/files.js';
import { type BertConfig, type FloatTensor, parameters, type Weights } from '../base/model.js';
import { writeTextAtomically } from './atomicWrite.js';
import { fileSha256 } from './fileSum.js';
import type { JsonObject } from './json.js';
import { modelConfigJson } from './modelConfig.js';
import { tokenizerFileNames } from './modelFiles.js';
import { writeSafetensors } from './safetensors.js';
import { type TokenizerTexts } from './tokenizerTexts.js';

export interface ModelFolderContent {
  readonly config: BertConfig;
  /** Distinct names by class id; one name for a regression. */
  readonly labelNames: readonly string[];
  /** The base model's config.json: its fields beyond `config` are kept. Empty for random weights. */
  readonly base: JsonObject;
  readonly weights: Weights;
  readonly tokenizer: TokenizerTexts;
  /** The text of README.md, from the SHA-256 of model.safetensors; see modelCard.ts. */
  readonly card: (weightsSha256: string) => string;
}

/**
 * Writes config.json, model.safetensors, the tokenizer's files and README.md, each whole or not at all; config.json is
 * written last, so that a folder which has one is complete. The folder is made if need be. Equal content gives equal
 * bytes.
 * @throws UserError when the disk is full, the path cannot be written and the like
 */
export async function writeModelFolder(folder: string, content: ModelFolderContent): Promise<void> {
  const { config, labelNames, base, weights, tokenizer, card } = content;
  if (labelNames.length !== config.labels || new Set(labelNames).size !== labelNames.length) {
    throw new Error(`${config.labels} different label names are needed, not ${JSON.stringify(labelNames)}`);
  }
  await makeOwnFolder(folder);
  await writeSafetensors(join(folder, 'model.safetensors'), parametersOf(config, weights), { format: 'pt' });
  for (const name of tokenizerFileNames) {
    const text = tokenizer[name];
    if (text !== undefined) await writeTextAtomically(join(folder, name), text);
  }
  await writeTextAtomically(join(folder, 'README.md'), card(await fileSha256(join(folder, 'model.safetensors'))));
  await writeTextAtomically(
    join(folder, 'config.json'),
    `${JSON.stringify(modelConfigJson(config, labelNames, base), null, 2)}\n`,
  );
}

/**
 * A model's weights in PyTorch's order, as a state dict has them. A missing weight, or one of another shape, is a
 * defect of the caller.
 */
export function parametersOf(config: BertConfig, weights: Weights): [string, FloatTensor][] {
  return parameters(config).map(({ name, shape }) => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new Error(`there is no weight ${name}`);
    if (tensor.shape.join() !== shape.join())
      throw new Error(`${name} has the shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    return [name, tensor];
  });
}
