// Wrong usage is answered in the user's language with the nearest right name.

import { describe, expect, test } from 'vitest';

import { LocalCommand } from '../../../src/cli/command.js';
import { isUserError } from '../../../src/shared/errors.js';

function program(): LocalCommand {
  const made = new LocalCommand('en', 'finetune-bert');
  const train = made
    .createCommand('train')
    .argument('<DATA.csv>')
    .option('--epochs <integer>')
    .requiredOption('--out <folder>')
    .action(() => undefined);
  const devices = made.createCommand('devices').action(() => undefined);
  made.addCommand(train).addCommand(devices);
  return made;
}

function complaint(...words: string[]): string | undefined {
  try {
    program().parse(words, { from: 'user' });
  } catch (error) {
    if (isUserError(error)) return error.describe('en');
    throw error;
  }
  return undefined;
}

describe('wrong usage is answered with the error and what to type instead', () => {
  test.each([
    [['tran', 'a.csv'], 'There is no command tran. Did you mean finetune-bert train?'],
    [['train', '--out', 'x'], 'The command train needs DATA.csv. See finetune-bert train --help.'],
    [['train', 'a.csv'], 'The command train needs --out. See finetune-bert train --help.'],
    [
      ['train', 'a.csv', '--out', 'x', '--epoch', '3'],
      'The command train knows no --epoch. Did you mean --epochs? See finetune-bert train --help.',
    ],
    [['train', 'a.csv', '--out', 'x', '--epochs'], '--epochs needs a value after it. See finetune-bert train --help.'],
    [['train', 'a.csv', '--out', '--epochs'], '--out needs a value after it. See finetune-bert train --help.'],
    [
      ['train', 'a.csv', 'b.csv', '--out', 'x'],
      'The command train does not expect b.csv. Put a name with spaces in quotes, or see finetune-bert train --help.',
    ],
    [
      ['devices', 'x'],
      'The command devices does not expect x. Put a name with spaces in quotes, or see finetune-bert devices --help.',
    ],
    [['devices', '-z'], 'The command devices knows no -z. Did you mean --help? See finetune-bert devices --help.'],
  ])('%j', (words, sentence) => expect(complaint(...words)).toBe(sentence));
});

test('right usage is accepted', () =>
  expect(complaint('train', 'a.csv', '--out', 'x', '--epochs', '3')).toBeUndefined());
