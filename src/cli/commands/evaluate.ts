// The command `finetune-bert evaluate`.

import { settingsOfCommand } from '../../shared/settings.js';
import type { LocalCommand } from '../command.js';
import { onDevice } from '../onDevice.js';
import { scoreLines } from '../scoreLines.js';
import type { Session } from '../session.js';
import { addSettingFlags, dataArgument, givenSettings } from '../settingFlags.js';
import { text } from '../texts.js';

const flags = settingsOfCommand('evaluate');

export function addEvaluate(program: LocalCommand, session: Session): void {
  const { output } = session;
  const { locale } = program;
  const command = program.createCommand('evaluate').description(text(locale, 'evaluate'));
  program.addCommand(command);
  command
    .argument('<MODEL>', text(locale, 'modelArgument'))
    .argument('<DATA>', dataArgument(locale))
    .option('--json', text(locale, 'jsonFlag'))
    .action((model: string, data: string, options: object) => {
      const settings = givenSettings({ ...options }, flags);
      return onDevice(session, settings, async () => {
        const { evaluate } = await import('../../jobs/evaluate/evaluate.js');
        const result = await evaluate({ model, data, settings }, session.jobContext());
        output.emit({ event: 'evaluation', ...result });
        output.print(
          text(locale, 'evaluated', { rows: result.rows, skipped: result.skipped }),
          '',
          ...scoreLines(result.scores, locale),
        );
      });
    });
  addSettingFlags(command, flags);
}
