// A model, whatever it was called: a folder, the folder of a finished run, or a name on the hub, which is looked up and
// downloaded.

import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { writeFailure } from '../../base/fileErrors.js';
import { readJsonObject } from '../../formats/json.js';
import { parseModelConfig } from '../../formats/modelConfig.js';
import { findInCache } from '../../hub/find.js';
import type { DownloadProgress } from '../../hub/obtain.js';
import { hubEndpoint, hubPlace } from '../../hub/place.js';
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
import type { Notice } from '../../shared/notices.js';
import { Interruption } from '../interruption.js';
import type { JobContext } from '../jobs.js';
import { resolveModelFolder } from './runPaths.js';

export interface LocatedModel {
  readonly folder: string;
  /** What run.json keeps, so that the same is found again: the folder, or the name with its commit. */
  readonly name: string;
  /** For the person. */
  readonly notices: readonly Notice[];
}

type Context = Pick<JobContext, 'signal' | 'log' | 'download' | 'version'>;

/**
 * What a person called a model, as settings hold it: the absolute path of a folder that is there, else the one spelling
 * of a name that the hub may have, else an absolute path that is not there.
 * Throws `hub.badAddress` for the address of something else, and `hub.badEndpoint`.
 */
export function modelAsNamed(given: string, from = '.'): string {
  const path = resolve(from, given);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
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

/** Whether it has to be looked for in the cache or on the hub. */
export function isOnHub(model: string): boolean {
  return isModelNameText(model);
}

/**
 * The folder of a model that is on this computer: a folder, the one in the folder of a finished run, or that of a name
 * in the cache.
 * Nothing is downloaded, and nobody is asked.
 * @param model as settings hold it
 * Throws `hub.notDownloaded`, `run.noModel`.
 */
export function modelFolderHere(model: string): string {
  if (!isOnHub(model)) return resolveModelFolder(model);
  const found = findInCache(nameIn(model)!, hubPlace());
  if (found === null) throw new UserError('hub.notDownloaded', { model: shortModelName(model) });
  return found.folder;
}

/**
 * The folder of a model. One that the hub has and the cache has not is downloaded.
 * @param given a path, or a name in any spelling
 * Throws the UserErrors `hub.*`; those of a folder that is none come when it is read. An Interruption when the signal
 * comes.
 */
export async function locateModel(given: string, context: Context): Promise<LocatedModel> {
  const called = modelAsNamed(given);
  return isOnHub(called) ? obtain(nameIn(called)!, context) : { folder: given, name: called, notices: [] };
}

/** The same for what can only be a name, whatever folders there are. Throws `hub.badAddress` for what is none. */
export async function obtainByName(given: string, context: Context): Promise<LocatedModel> {
  const name = nameIn(given);
  if (name === null) throw new UserError('hub.badAddress', { address: withoutPassword(given) });
  return obtain(name, context);
}

async function obtain(name: ModelName, context: Context): Promise<LocatedModel> {
  const place = hubPlace();
  const found = isCommit(name.revision) ? findInCache(name, place) : null;
  if (found !== null) return { folder: found.folder, name: modelNameText(name), notices: [] };
  // Only now are the parts that speak with the hub read.
  const { obtainModel } = await import('../../hub/obtain.js');
  const { signal, log } = context;
  try {
    const options = {
      place,
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

/** The same for a job that has no run to note the name in: says the notices, and gives the folder. */
export async function modelFolderFor(given: string, context: Context & Pick<JobContext, 'emit'>): Promise<string> {
  const { folder, notices } = await locateModel(given, context);
  for (const one of notices) context.emit({ event: 'notice', ...one });
  return folder;
}

/** Throws `model.*` for a model that cannot be fine-tuned, before its weights are downloaded. */
async function checkConfig(folder: string): Promise<void> {
  const file = join(folder, 'config.json');
  parseModelConfig(await readJsonObject(file), file);
}

/** Milliseconds between two words about a download. */
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
