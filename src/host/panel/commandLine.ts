// Makes the command line that is equivalent to the panel's settings.

import { commandWord } from '../../shared/commandWord.js';
import type { GivenSettingsMessage } from '../../shared/messages/data.js';
import { flagOf, settingNames } from '../../shared/settings.js';
import { usualValue } from '../../shared/settingValues.js';

export function commandLine(file: string, values: GivenSettingsMessage): string {
  const words = ['finetune-bert', 'train', commandWord(file, process.platform)];
  for (const name of settingNames) {
    const value = values[name];
    if (value === undefined || value === null || value === usualValue(name, values)) continue;
    const flag = `--${flagOf(name)}`;
    if (value === true) words.push(flag);
    else if (value === false) words.push(`--no-${flagOf(name)}`);
    else words.push(flag, commandWord(String(value), process.platform));
  }
  return words.join(' ');
}
