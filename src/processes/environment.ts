// The environment of a child process: ours, without variables that would make it run files of the current folder.

import { delimiter, isAbsolute, resolve } from 'node:path';

import { absoluteFolders, type Environment } from './programs.js';

/** Lists of folders or files that the loader, Node and graphics drivers take code from. */
const lists: ReadonlySet<string> = new Set([
  'PATH',
  'NODE_PATH',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'DYLD_FALLBACK_LIBRARY_PATH',
  'DYLD_FRAMEWORK_PATH',
  'DYLD_INSERT_LIBRARIES',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'VK_ADD_DRIVER_FILES',
  'VK_LAYER_PATH',
  'VK_ADD_LAYER_PATH',
]);

/** Variables with a folder that the user names: a relative one is resolved against the current folder. */
const folders: ReadonlySet<string> = new Set([
  'FINETUNE_BERT_TENSORFLOW',
  'HF_HOME',
  'HF_HUB_CACHE',
  'HUGGINGFACE_HUB_CACHE',
  'HF_TOKEN_PATH',
]);

/** Options of Node that load code, whose file may follow as a separate word. */
const loading = /^(-r|--require|--import|--loader|--experimental-loader)$/;
/** Options that load no code and open no port: limits, certificates, names, traces. */
const harmlessOption = /^--(max-|no-|use-(system|openssl|bundled)-ca|tls-|dns-|network-|trace-|stack-trace-)[^/\\]*$/;
/** An option with a file by its absolute path. */
const absoluteOption = /^--[a-z-]+=(file:\/\/\/|\/|[A-Za-z]:[\\/])/;
const absoluteFile = /^(file:\/\/\/|\/|[A-Za-z]:[\\/])/;

/**
 * A child's variables. Relative entries of lists are left out, since they would mean the child's folder. Of
 * NODE_OPTIONS only options that load no code by a relative path stay. Python's own variables are removed: our calls of
 * Python need none.
 */
export function childEnvironment(
  given: Environment,
  added: Environment = {},
  current = process.cwd(),
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...given, ...added })) {
    const cleaned = value === undefined ? null : cleanedVariable(name, value, current);
    if (cleaned !== null) result[name] = cleaned;
  }
  return result;
}

function cleanedVariable(name: string, value: string, current: string): string | null {
  const known = process.platform === 'win32' ? name.toUpperCase() : name;
  if (known.startsWith('PYTHON')) return null;
  if (lists.has(known)) return whole(absoluteFolders(value, current).join(delimiter));
  // Its parts are separated by spaces or colons; a bare name is searched among the system's libraries.
  if (known === 'LD_PRELOAD')
    return whole(
      value
        .split(/[\s:]+/)
        .filter((part) => !part.includes('/') || isAbsolute(part))
        .join(' '),
    );
  if (known === 'NODE_OPTIONS') return whole(cleanedOptions(value.split(/\s+/)).join(' '));
  if (folders.has(known) && value !== '' && !/^[~$]/.test(value)) return resolve(current, value);
  return value;
}

function cleanedOptions([option = '', ...others]: readonly string[]): readonly string[] {
  const [file = '', ...rest] = others;
  if (loading.test(option)) return [...(absoluteFile.test(file) ? [option, file] : []), ...cleanedOptions(rest)];
  const kept = harmlessOption.test(option) || absoluteOption.test(option) ? [option] : [];
  return others.length === 0 ? kept : [...kept, ...cleanedOptions(others)];
}

function whole(value: string): string | null {
  return value === '' ? null : value;
}
