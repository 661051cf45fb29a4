// `finetune-bert export`.

import { UserError } from '../../shared/errors.js';
import { exportFormats } from '../../worker/jobs.js';
import type { LocalCommand } from '../command.js';
import { shortPath } from '../runReporter.js';
import type { Session } from '../session.js';
import { text } from '../texts.js';

export function addExport(program: LocalCommand, session: Session): void {
  const { output } = session;
  const { locale } = program;
  const command = program.createCommand('export').description(text(locale, 'export'));
  program.addCommand(command);
  command
    .argument('<MODEL>', text(locale, 'modelArgument'))
    .requiredOption(`--format <${exportFormats.join('|')}>`, text(locale, 'formatFlag'))
    .requiredOption('--out <file>', text(locale, 'outFileFlag'))
    .option('--json', text(locale, 'jsonFlag'))
    .action(async (model: string, options: { readonly format: string; readonly out: string }) => {
      const format = exportFormats.find((name) => name === options.format);
      if (format === undefined) throw new UserError('usage.exportFormat', { format: options.format, formats: exportFormats.join(', ') });
      const { exportModel } = await import('../../worker/exportModel.js');
      const { files } = await exportModel({ model, format, out: options.out }, session.jobContext());
      output.emit({ event: 'exported', files });
      for (const file of files) output.print(text(locale, 'exported', { file: shortPath(file) }));
    });
}
