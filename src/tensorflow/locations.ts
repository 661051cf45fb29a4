// The folders that TensorFlow is searched in: the user's cache folder, the product's own folder, and the variable that
// names a library.

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { privateFolder } from '../processes/privateFolder.js';
import { homeFolder } from '../processes/user.js';

/** The environment variable with the folder that contains libtensorflow. */
export const folderVariable = 'FINETUNE_BERT_TENSORFLOW';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Locations {
  /** Our own folder for libraries, downloads, compiled bindings. */
  readonly cache: string;
  /** The folder with the product's package.json. */
  readonly product: string;
  readonly environment: Environment;
}

export function defaultLocations(): Locations {
  return { cache: join(cacheFolder(process.env), 'tensorflow'), product: productFolder(), environment: process.env };
}

/** The product's folder in the user's cache, where the platform keeps caches. */
export function cacheFolder(environment: Environment): string {
  return join(cacheBase(environment), 'finetune-bert');
}

function cacheBase(environment: Environment): string {
  const local = environment['LOCALAPPDATA'] ?? '';
  if (process.platform === 'win32' && isAbsolute(local)) return local;
  const given = environment['XDG_CACHE_HOME'] ?? '';
  // The specification says to ignore a relative one; it would be in the current folder, which may be a stranger's.
  if (isAbsolute(given) && process.platform !== 'win32' && process.platform !== 'darwin') return given;
  // A user of a container may have no folder.
  const home = homeFolder();
  return home === null ? privateFolder() : join(home, ...usualCache());
}

function usualCache(): readonly string[] {
  if (process.platform === 'win32') return ['AppData', 'Local'];
  return process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache'];
}

/** The name of the platform: `linux-x64` and the like. */
export function platformName(): string {
  return `${process.platform}-${process.arch}`;
}

/** This file runs from src/, dist/ or build/: the product is the nearest folder above with a package.json. */
function productFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
