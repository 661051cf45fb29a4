// Settings of a run as a file: saved as a run.json that the command line's --config takes, and loaded from one.

import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

import { parseBoundedJson } from '../../base/json.js';
import { UserError } from '../../shared/errors.js';
import { reasonOf } from '../../shared/failures.js';
import { type GivenSettingsMessage, givenSettingsSchema } from '../../shared/messages/data.js';
import { modelNameText, parseModelName } from '../../shared/modelName.js';
import { isSettingName } from '../../shared/settings.js';
import { mapPaths, settingsIn, usualValue } from '../../shared/settingValues.js';

/** @param file the path of the settings file, to which paths are written relative */
export function settingsText(values: GivenSettingsMessage, file: string): string {
  const portable = mapPaths(values, (path) => {
    const from = relative(dirname(file), path);
    return isAbsolute(from) ? from : from.split(sep).join('/') || '.';
  });
  return `${JSON.stringify({ settings: portable }, null, 2)}\n`;
}

/**
 * The settings that differ from the recipe's values.
 * @param endpoint the address of the configured hub, whose pages' addresses are names too
 * Throws `usage.configUnreadable`, `setting.notObject`.
 */
export function parseSettingsText(text: string, file: string, endpoint?: string): GivenSettingsMessage {
  const given = givenSettingsSchema.safeParse(settingsIn(readJson(text, file))).data;
  if (given === undefined) throw new UserError('setting.notObject');
  const changed = Object.entries(given).filter(
    ([name, value]) => !isSettingName(name) || usualValue(name, given) !== value,
  );
  return mapPaths(Object.fromEntries(changed), (path, name) => {
    const absolute = resolve(dirname(file), path);
    const model =
      name === 'model' && statSync(absolute, { throwIfNoEntry: false })?.isDirectory() !== true
        ? parseModelName(path, endpoint)
        : null;
    return model === null ? absolute : modelNameText(model);
  });
}

function readJson(text: string, file: string): unknown {
  try {
    return parseBoundedJson(text);
  } catch (error) {
    throw new UserError('usage.configUnreadable', { file, reason: reasonOf(error) }, { cause: error });
  }
}
