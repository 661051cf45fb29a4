// Opens the base model of a run: a folder, or random weights of a given shape.

import { architectureOf, type BertConfig, mostTokens } from '../../base/model.js';
import { randomModel } from '../../formats/initialWeights.js';
import { type ModelFolder, openModelFolder, type WantedHead } from '../../formats/modelFolder.js';
import { parseShape } from '../../runs/parseSettings.js';
import { UserError } from '../../shared/errors.js';
import type { Settings } from '../../shared/settings.js';
import type { Tokenizer } from '../../text/tokenizer.js';

/** What a base model is made from, with `model` as a folder of this machine; null for random weights. */
export type Source = Pick<Settings, 'model' | 'shape' | 'vocabulary'>;

/** The folder of a base model that is not of random weights. */
export function folderOf({ model }: Pick<Source, 'model'>): string {
  if (model === null) throw new Error('no base model was chosen');
  return model;
}

/** A base model that is being read; the data decides which head it gets. */
export interface OpenedBaseModel {
  /** Throws a UserError for a folder of an unknown architecture, or a damaged or hostile one. */
  withHead(head: WantedHead, vocabularySize: number): Promise<ModelFolder>;
  /** Whether the files are there and their headers make sense; never rejects. */
  isSound(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Begins to read the base model. Never throws: errors are thrown by `withHead`, once the data has been read and its own
 * errors have been reported.
 */
export function openBaseModel(source: Source): OpenedBaseModel {
  const { shape } = source;
  if (shape !== null)
    return {
      withHead: (head, vocabularySize) => Promise.resolve(randomBaseModel(shape, head, vocabularySize)),
      isSound: () => Promise.resolve(true),
      close: () => Promise.resolve(),
    };
  const opened = openModelFolder(folderOf(source));
  opened.catch(() => undefined);
  return {
    withHead: async (head) => (await opened).read(head),
    isSound: () =>
      opened.then(
        () => true,
        () => false,
      ),
    close: () =>
      opened.then(
        (folder) => folder.close(),
        () => undefined,
      ),
  };
}

function randomBaseModel(shape: string, { labelNames, task, seed }: WantedHead, vocabularySize: number): ModelFolder {
  const { config, weights } = randomModel({
    ...parseShape(shape),
    vocabularySize,
    labels: labelNames.length,
    task,
    seed,
  });
  return { config, labelNames, base: {}, weights, keepsHead: false, notices: [] };
}

/** Throws a UserError when the model has too few positions, token embeddings or segments for these settings. */
export function checkFits(
  config: BertConfig,
  tokenizer: Tokenizer,
  settings: Pick<Settings, 'maxLength' | 'pair'>,
  model: string,
): void {
  const { vocabularySize, typeVocabularySize } = config;
  const positions = mostTokens(config);
  if (settings.maxLength > positions)
    throw new UserError('setting.maxLengthModel', { name: 'maxLength', value: settings.maxLength, model, positions });
  if (tokenizer.vocabularySize > vocabularySize)
    throw new UserError('model.vocabularyTooLarge', { model, tokens: tokenizer.vocabularySize, rows: vocabularySize });
  const countsTypes = architectureOf(config).names.tokenTypes !== null && tokenizer.pairTypes > 1;
  if (settings.pair !== null && countsTypes && typeVocabularySize < tokenizer.pairTypes)
    throw new UserError('model.noPairs', { model });
}
