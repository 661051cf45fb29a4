// The command `finetune-bert export`.

import type { Locale } from '../../shared/catalogue.js';
import { UserError } from '../../shared/errors.js';
import type { Scores } from '../../shared/events.js';
import { exportFormats, type RoundingCost } from '../../shared/messages/models.js';
import { figure, percent } from '../../shared/numbers.js';
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
      if (format === undefined)
        throw new UserError('usage.exportFormat', { format: options.format, formats: exportFormats.join(', ') });
      const { exportModel } = await import('../../jobs/export/exportModel.js');
      const { files, rounding } = await exportModel({ model, format, out: options.out }, session.jobContext());
      output.emit({ event: 'exported', files, ...(rounding === undefined ? {} : { rounding }) });
      for (const file of files) output.print(text(locale, 'exported', { file: shortPath(file) }));
      if (rounding !== undefined) output.print(roundingLine(rounding, locale));
    });
}

/** The cost of eight-bit weights, in one line. */
function roundingLine(rounding: RoundingCost | null, locale: Locale): string {
  if (rounding === null) return text(locale, 'roundingUnknown');
  const { rows, float32, int8 } = rounding;
  const shown = (scores: Scores) =>
    scores.kind === 'classes' ? percent(scores.accuracy, locale) : figure(scores.mae, locale);
  return text(locale, float32.kind === 'classes' ? 'roundingAccuracy' : 'roundingError', {
    rows,
    before: shown(float32),
    after: shown(int8),
  });
}
