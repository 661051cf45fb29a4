// Locates a model by any name: a folder, the folder of a finished run, or a name on the hub, which is looked up and
// downloaded.

import { join, resolve } from 'node:path';

import { writeFailure } from '../../base/fileErrors.js';
import { lookAt } from '../../base/openFile.js';
import { readJsonObject } from '../../formats/json.js';
import { parseModelConfig } from '../../formats/modelConfig.js';
import { findInCache } from '../../hub/find.js';
import { hubEndpoint, hubLocation } from '../../hub/location.js';
import type { DownloadProgress } from '../../hub/obtain.js';
import { UserError } from '../../shared/errors.js';
import {
  isAddress,
  isCommit,
  isModelNameText,
  type ModelName,
  modelNameText,
  parseModelName,
  shortModelName,
} from '../../shared/modelName.js';
import { isBundledModel } from '../../shared/models/bundledModels.js';
import type { Notice } from '../../shared/notices.js';
import { Interruption } from '../interruption.js';
import type { JobContext } from '../jobs.js';
import { resolveModelFolder } from './runPaths.js';

export interface LocatedModel {
  readonly folder: string;
  /** The name for run.json, by which the same model is found again: the folder, or the name with its commit. */
  readonly name: string;
  /** Notices for the user. */
  readonly notices: readonly Notice[];
}

type Context = Pick<JobContext, 'signal' | 'log' | 'download' | 'version'>;
type Bundled = Pick<JobContext, 'bundledModels'>;

/**
 * The setting's value for a model as a person names it: the absolute path of an existing folder, else the name of a
 * bundled model, else the canonical spelling of a name that the hub may have, else the absolute path of a missing
 * folder. Throws `hub.badAddress` for the
 * address of something else, and `hub.badEndpoint`.
 */
export function modelAsNamed(given: string, from = '.'): string {
  const path = resolve(from, given);
  if (lookAt(path)?.isDirectory() === true) return path;
  if (isBundledModel(given)) return given;
  const name = nameIn(given);
  return name === null ? path : modelNameText(name);
}

/** The name on the hub; null for a path. */
function nameIn(given: string): ModelName | null {
  const endpoint = hubEndpoint();
  const name = parseModelName(given, endpoint);
  if (name === null && isAddress(given, endpoint))
    throw new UserError('hub.badAddress', { address: withoutPassword(given) });
  return name;
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/]*@/, '//').slice(0, 200);
}

/** The folder of a bundled model; null for any other name or path. */
export function bundledFolder(model: string, { bundledModels }: Bundled): string | null {
  return isBundledModel(model) ? join(bundledModels, model) : null;
}

/** Whether the model has to be searched in the cache or on the hub. */
export function isOnHub(model: string): boolean {
  return isModelNameText(model);
}

/**
 * The folder of a model on this computer: a folder, the one in the folder of a finished run, or that of a name in the
 * cache. Uses neither downloads nor the network.
 * @param model as settings hold it
 * Throws `hub.notDownloaded`, `run.noModel`.
 */
export function modelFolderHere(model: string): string {
  if (!isOnHub(model)) return resolveModelFolder(model);
  const found = findInCache(nameIn(model)!, hubLocation());
  if (found === null) throw new UserError('hub.notDownloaded', { model: shortModelName(model) });
  return found.folder;
}

/**
 * The folder of a model. If it is on the hub and not in the cache, it is downloaded.
 * @param given a path, or a name in any spelling
 * Throws the UserErrors `hub.*`; those of an unusable folder follow when it is read. An Interruption when the signal is
 * aborted.
 */
export async function locateModel(given: string, context: Context & Bundled): Promise<LocatedModel> {
  const called = modelAsNamed(given);
  const bundled = bundledFolder(called, context);
  if (bundled !== null) return { folder: bundled, name: called, notices: [] };
  return isOnHub(called) ? obtain(nameIn(called)!, context) : { folder: given, name: called, notices: [] };
}

/**
 * Does the same for a model that can only be a name, whatever folders there are. Throws `hub.badAddress` for anything
 * else.
 */
export async function obtainByName(given: string, context: Context): Promise<LocatedModel> {
  const name = nameIn(given);
  if (name === null) throw new UserError('hub.badAddress', { address: withoutPassword(given) });
  return obtain(name, context);
}

async function obtain(name: ModelName, context: Context): Promise<LocatedModel> {
  const location = hubLocation();
  const found = isCommit(name.revision) ? findInCache(name, location) : null;
  if (found !== null) return { folder: found.folder, name: modelNameText(name), notices: [] };
  // The modules that use the hub are loaded only now.
  const { obtainModel } = await import('../../hub/obtain.js');
  const { signal, log } = context;
  try {
    const options = {
      location,
      signal,
      log,
      onProgress: nowAndThen(context),
      writeFailure,
      check: checkConfig,
      userAgent: `finetune-bert/${context.version}`,
    };
    const obtained = await obtainModel(name, options);
    return { folder: obtained.folder, name: modelNameText(obtained.name), notices: obtained.notices };
  } catch (error) {
    if (signal.aborted) throw new Interruption();
    throw error;
  }
}

/** Does the same for a job without a run.json: emits the notices, and returns the folder. */
export async function modelFolderFor(
  given: string,
  context: Context & Bundled & Pick<JobContext, 'emit'>,
): Promise<string> {
  const { folder, notices } = await locateModel(given, context);
  for (const one of notices) context.emit({ event: 'notice', ...one });
  return folder;
}

/** Throws `model.*` for a model that cannot be fine-tuned, before its weights are downloaded. */
async function checkConfig(folder: string): Promise<void> {
  const file = join(folder, 'config.json');
  parseModelConfig(readJsonObject(file), file);
}

/** Milliseconds between two progress updates of a download. */
const interval = 100;

function nowAndThen({ download }: Pick<Context, 'download'>): (progress: DownloadProgress) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - toldAt < interval && progress.bytes < progress.total) return;
    toldAt = now;
    download?.(progress);
  };
}
