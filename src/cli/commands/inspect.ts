// The command `finetune-bert inspect`.

import { settingsOfCommand } from '../../shared/settings.js';
import type { LocalCommand } from '../command.js';
import { inspectionLines } from '../inspectionLines.js';
import type { Session } from '../session.js';
import { addSettingFlags, dataArgument, givenSettings } from '../settingFlags.js';
import { text } from '../texts.js';

const flags = settingsOfCommand('inspect');

export function addInspect(program: LocalCommand, session: Session): void {
  const { output } = session;
  const { locale } = program;
  const command = program.createCommand('inspect').description(text(locale, 'inspect'));
  program.addCommand(command);
  command
    .argument('<DATA>', dataArgument(locale))
    .option('--json', text(locale, 'jsonFlag'))
    .action(async (data: string, options: object) => {
      const { inspect } = await import('../../jobs/inspect/inspect.js');
      const inspection = await inspect({ data, settings: givenSettings({ ...options }, flags) }, session.jobContext());
      output.emit({ event: 'inspection', ...inspection });
      output.print(...inspectionLines(inspection, locale));
    });
  addSettingFlags(command, flags);
}
