// The variables that a child process gets: ours, without what would make it run files of the folder it is used in.

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

/** Folders that a person names: a relative one is meant from where it was given. */
const folders: ReadonlySet<string> = new Set([
  'FINETUNE_BERT_TENSORFLOW',
  'HF_HOME',
  'HF_HUB_CACHE',
  'HUGGINGFACE_HUB_CACHE',
  'HF_TOKEN_PATH',
]);

/** Options of Node that name code to load, and may have the name as a word of its own. */
const loading = /^(-r|--require|--import|--loader|--experimental-loader)$/;
/** Options that load nothing and open no door: limits, certificates, names, traces. */
const harmlessOption = /^--(max-|no-|use-(system|openssl|bundled)-ca|tls-|dns-|network-|trace-|stack-trace-)[^/\\]*$/;
/** An option with a file by its absolute path. */
const absoluteOption = /^--[a-z-]+=(file:\/\/\/|\/|[A-Za-z]:[\\/])/;
const absoluteFile = /^(file:\/\/\/|\/|[A-Za-z]:[\\/])/;

/**
 * A child's variables. Entries of lists that are relative are left out, since they mean the child's folder; of
 * NODE_OPTIONS stays what loads no code by a relative path; Python's own variables go: what we ask of Python depends on
 * none.
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
  // Its parts are separated by spaces or colons, and a bare name is looked for among the system's libraries.
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
