// Reads settings from a file: `--config run.json`.

import { statSync } from 'node:fs';

import { parseBoundedJson } from '../base/json.js';
import { readSmallText } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';
import { reasonOf } from '../shared/failures.js';
import type { GivenSettings } from '../shared/settings.js';
import { settingsIn } from '../shared/settingValues.js';

/** The limit in bytes; a run.json has a few thousand. */
const longest = 4_000_000;

/**
 * The settings of a run.json without those that the run read off its own data, or a plain object of settings. The job
 * checks which names and values are allowed. Throws `usage.configMissing`, `usage.configUnreadable`.
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
    return parseBoundedJson(readSmallText(file, { limit: longest, within: null }));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('usage.configUnreadable', { file, reason: reasonOf(error) }, { cause: error });
  }
}
