// Finds other programs by PATH, but never in the current folder: a stranger's folder may contain a `python3`.

import { lstatSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable whose name has another spelling on Windows: `Path` for `PATH`. */
export function variableOf(environment: Environment, name: string): string | undefined {
  if (process.platform !== 'win32') return environment[name];
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
}

/**
 * The absolute folders of a list such as PATH, without the current folder, which may be a stranger's. An empty entry
 * would mean the current folder.
 */
export function absoluteFolders(list: string | undefined, current = process.cwd()): readonly string[] {
  const here = realPath(current);
  return (list ?? '').split(delimiter).filter((folder) => isAbsoluteHere(folder) && realPath(folder) !== here);
}

/**
 * The absolute path of a program that is called by a bare name, from the absolute folders of PATH; null where there is
 * none. On Windows only an .exe: a .bat or .cmd would be read by a shell.
 */
export function findProgram(name: string, environment: Environment): string | null {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = absoluteFolders(variableOf(environment, 'PATH'));
  return folders.map((folder) => join(folder, file)).find(isProgram) ?? null;
}

/** Node calls Windows' `\tools` absolute, although it is on the drive of the current folder. */
function isAbsoluteHere(path: string): boolean {
  return isAbsolute(path) && (process.platform !== 'win32' || !/^[\\/](?![\\/])/.test(path));
}

function isProgram(path: string): boolean {
  try {
    // The Python of Microsoft's store is a link of a kind that cannot be followed.
    if (process.platform === 'win32') return !lstatSync(path).isDirectory();
    const { mode } = statSync(path);
    return statSync(path).isFile() && (mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
