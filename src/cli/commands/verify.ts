// The command `finetune-bert verify`.

import { settingsOfRun } from '../../jobs/train/settingsOfRun.js';
import type { Part } from '../../jobs/verify/verify.js';
import type { Locale } from '../../shared/catalogue.js';
import { UserError } from '../../shared/errors.js';
import type { LocalCommand } from '../command.js';
import { listenForInterrupt } from '../interrupt.js';
import { onDevice } from '../onDevice.js';
import { shortPath } from '../runReporter.js';
import type { Session } from '../session.js';
import { text } from '../texts.js';

export function addVerify(program: LocalCommand, session: Session): void {
  const { output } = session;
  const { locale } = program;
  const command = program.createCommand('verify').description(text(locale, 'verify'));
  program.addCommand(command);
  command
    .argument('<FOLDER>', text(locale, 'runArgument'))
    .option('--steps <number>', text(locale, 'verifyStepsFlag'))
    .option('--json', text(locale, 'jsonFlag'))
    .action(async (folder: string, { steps = '0' }: { readonly steps?: string }) => {
      const count = countOf(steps);
      const run = async () => {
        const { verify } = await import('../../jobs/verify/verify.js');
        const interrupt = listenForInterrupt(locale, () => undefined);
        const right = (part: Part) => {
          output.emit({ event: 'verified', ...part });
          output.print(text(locale, 'verifyGood', { part: partText(part, locale) }));
        };
        const wrong = (error: UserError) => {
          output.emit({ event: 'notAsRecorded', code: error.code, values: error.values });
          output.print(text(locale, 'verifyBad', { sentence: error.describe(locale) }));
        };
        try {
          await verify({ folder, steps: count, right, wrong }, session.jobContext(interrupt.signal));
        } finally {
          interrupt.dispose();
        }
        output.print(text(locale, 'verified', { folder: shortPath(folder) }));
      };
      // The device of the run is needed only to repeat steps.
      return count === 0 ? run() : onDevice(session, settingsOfRun(folder), run);
    });
}

/** Throws `setting.integer`. */
function countOf(given: string): number {
  const maximum = 1_000_000_000;
  const count = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
  if (count <= maximum) return count;
  throw new UserError('setting.integer', { name: 'steps', value: given.slice(0, 60), minimum: 0, maximum });
}

function partText(part: Part, locale: Locale): string {
  switch (part.part) {
    case 'runFile':
      return text(locale, 'verifyRunFile');
    case 'journal':
      return text(locale, 'verifyJournal', part);
    case 'checkpoint':
      return text(locale, 'verifyCheckpoint', part);
    case 'files':
      return text(locale, 'verifyFiles');
    case 'model':
      return text(locale, 'verifyModel', part);
    case 'evaluation':
      return text(locale, 'verifyEvaluation');
    case 'steps':
      return text(locale, 'verifySteps', part);
  }
}
