// Inspects a second file to validate on, and counts its texts that also occur in training.

import { validationShare } from '../../shared/settingValues.js';
import { newTally, readCells } from '../rows/cells.js';
import { chooseColumns, type ChosenColumns } from '../rows/columns.js';
import { findConflicts } from '../rows/conflicts.js';
import { DuplicateFinder, wholeText } from '../rows/duplicates.js';
import { shapeLabels } from '../rows/labelShape.js';
import { addLeaks, ProblemList } from '../rows/problems.js';
import { TargetCollector } from '../rows/targets.js';
import { openTable } from '../table/table.js';
import type { InspectOptions } from './options.js';
import type { Survey } from './survey.js';

export interface Inspected {
  readonly columns: ChosenColumns;
  readonly survey: Survey;
  readonly problems: ProblemList;
  /** Awaited after each chunk of the file; an error that it throws ends the reading. */
  readonly chunk: () => Promise<void> | undefined;
}

/**
 * Reads the file that the settings name, as a run would, and adds the number of its leaked rows to the problems. Does
 * nothing where a share is held out.
 * @throws UserError when the file cannot be read, or lacks the columns of the other
 */
export async function inspectValidationFile(
  { columns: { text, label, pair }, survey, problems, chunk }: Inspected,
  options: InspectOptions,
): Promise<void> {
  const { validation: file = '0', duplicates, conflicts, leaks = 'keep' } = options;
  if (validationShare(file) !== null || text === undefined || label === undefined) return;
  const learned = survey.learned();
  if (learned === null) return;
  const table = await openTable(file, options);
  const names = { text: text.name, label: label.name, pair: pair?.name };
  const { columns, separator } = shapeLabels(table, chooseColumns(table, names), { ...options, ...names });
  const soft = columns.label.soft?.names;
  const targets = { ...options, labelSeparator: separator, labels: learned.labels, soft };
  const collector = new TargetCollector({ file, column: label.name }, targets);
  const seen = duplicates === 'remove' ? new DuplicateFinder() : undefined;
  const isConflicting = conflicts === 'remove' ? await findConflicts(table, columns, targets) : undefined;
  let count = 0;
  let of = 0;
  for await (const batch of readCells(table, columns, new ProblemList(), newTally())) {
    for (const cells of batch) {
      if (
        isConflicting?.(cells.text, cells.pair) === true ||
        seen?.see(wholeText(cells.text, cells.pair), cells.label.trim()) === 'same' ||
        collector.add(cells.label, cells.line, cells.shares) !== undefined
      )
        continue;
      of += 1;
      if (learned.isLearned(cells.text, cells.pair)) count += 1;
    }
    await chunk();
  }
  addLeaks(problems, { leaks, count, of });
}
