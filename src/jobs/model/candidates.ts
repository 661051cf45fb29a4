// The base models that are at hand without a download: bundled ones, those in the hub's cache, and those that earlier
// runs beside the data began with.

import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parameters } from '../../base/model.js';
import { mayBeUsed } from '../../base/namedPath.js';
import { allInCache } from '../../hub/find.js';
import { hubLocation } from '../../hub/location.js';
import { readRunFile } from '../../runs/runFile.js';
import { runsFolder } from '../../runs/runFolder.js';
import { isUserError } from '../../shared/errors.js';
import { modelNameText } from '../../shared/modelName.js';
import { bundledModelNames, isBundledModel } from '../../shared/models/bundledModels.js';
import { type Fit, fitOf } from '../../text/language/modelFit.js';
import type { TextLanguage } from '../../text/language/textLanguage.js';
import { Vocabulary } from '../../text/language/vocabulary.js';
import { countParameters } from './defaults.js';
import { isOnHub } from './locateModel.js';
import { readConfigOf } from './modelInfo.js';
import { openFolderTokenizer } from './openTokenizer.js';

/** A model that can be used. */
export interface Candidate {
  /** As the setting `model` has it. */
  readonly name: string;
  readonly folder: string;
}

export interface JudgedCandidate extends Candidate {
  readonly fit: Fit;
  /** Weights outside the embeddings. */
  readonly body: number;
}

/** The newest runs that are looked at, and the most models of the cache. */
const most = 20;

/** @param data path of the file that is to be learned from */
export function modelsAtHand(data: string, bundledModels: string): Candidate[] {
  const found = [
    ...bundledModelNames.map((name) => ({ name, folder: join(bundledModels, name) })),
    ...inCache(),
    ...ofEarlierRuns(data),
  ];
  return [...new Map(found.map((candidate) => [candidate.folder, candidate])).values()];
}

function inCache(): Candidate[] {
  return quietly(() => allInCache(hubLocation()), [])
    .slice(0, most)
    .map(({ name, folder }) => ({ name: modelNameText(name), folder }));
}

/**
 * The base models of earlier runs. The result of a run is not used: it may have been trained on rows that the next run
 * holds out, whose scores would be too good. Nor is a model in another folder: a run that came with the data may name
 * any path.
 */
function ofEarlierRuns(data: string): Candidate[] {
  const place = dirname(data);
  const folders = quietly(() => readdirSync(join(place, runsFolder)), []).map((name) => join(place, runsFolder, name));
  const newest = folders
    .map((folder) => ({ folder, changed: changedAt(folder) }))
    .sort((a, b) => b.changed - a.changed);
  return newest.slice(0, most).flatMap(({ folder }) => {
    const model = quietly(() => readRunFile(folder).settings.model, null);
    if (model === null || isBundledModel(model) || isOnHub(model) || !mayBeUsed(model, [place], [])) return [];
    return statSync(model, { throwIfNoEntry: false })?.isDirectory() === true ? [{ name: model, folder: model }] : [];
  });
}

/** A candidate; null for a model that cannot be used, without a notice, since the user did not ask for it. */
export async function judge(
  candidate: Candidate,
  texts: readonly string[],
  written: TextLanguage,
): Promise<JudgedCandidate | null> {
  try {
    const { config } = await readConfigOf(candidate.folder);
    const { tokenizer } = await openFolderTokenizer(candidate.folder);
    const fit = await fitOf(texts, written, await Vocabulary.of(tokenizer));
    const weights = parameters(config).filter(({ location }) => location.part !== 'embeddings');
    return { ...candidate, fit, body: countParameters(weights.map(({ name, shape }) => [name, shape] as const)) };
  } catch (error) {
    if (isUserError(error)) return null;
    throw error;
  }
}

function changedAt(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function quietly<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch (error) {
    if (isUserError(error) || (error instanceof Error && 'code' in error)) return otherwise;
    throw error;
  }
}
