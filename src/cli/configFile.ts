// Settings from a file: `--config run.json`.

import { readFileSync, statSync } from 'node:fs';

import { UserError } from '../shared/errors.js';
import type { GivenSettings } from '../shared/settings.js';
import { settingsIn } from '../shared/settingValues.js';

/** Bytes; a run.json is a few thousand. */
const longest = 4_000_000;

/**
 * The settings of a run.json without what it read off its own data, or a plain object of them. Which names and values are allowed is for the job to check.
 * Throws `usage.configMissing`, `usage.configUnreadable`.
 */
export function readConfig(file: string): GivenSettings {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new UserError('usage.configMissing', { file });
  if (!stats.isFile()) throw new UserError('usage.configUnreadable', { file, reason: 'not a file' });
  if (stats.size > longest) throw new UserError('usage.configUnreadable', { file, reason: `${stats.size} bytes` });
  const settings = settingsIn(readJson(file));
  if (settings === undefined) throw new UserError('setting.notObject');
  return settings;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(
      'usage.configUnreadable',
      { file, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}
