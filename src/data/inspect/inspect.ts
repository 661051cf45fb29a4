// Inspects a whole data file in one pass and bounded memory: columns, labels, lengths, problems.

import { createHash } from 'node:crypto';

import { isUserError, UserError } from '../../shared/errors.js';
import type { Inspection } from '../../shared/inspection.js';
import { notice } from '../../shared/notices.js';
import { cellsOf, newTally } from '../rows/cells.js';
import { type ChosenColumns, guessColumns } from '../rows/columns.js';
import { findConflicts } from '../rows/conflicts.js';
import { shapeLabels } from '../rows/labelShape.js';
import { ProblemList } from '../rows/problems.js';
import type { ByteListener } from '../source/bytes.js';
import type { Row } from '../source/row.js';
import type { RowIndex } from '../source/rowIndex.js';
import { fitWidth } from '../table/rowShape.js';
import { openTable, readRows, type Table } from '../table/table.js';
import { delimiterName } from '../text/dialect.js';
import type { InspectOptions } from './options.js';
import { ColumnProfile, Survey } from './survey.js';
import { inspectValidationFile } from './validationFile.js';

/** The facts known while the file is being read. */
export interface CountsSoFar extends Pick<Inspection, 'rows' | 'usable' | 'labels' | 'labelsAreMore'> {
  /** Problems of rows; those of labels are known at the end. */
  readonly problems: Inspection['problems'];
}

/** Observes an inspection in progress. */
export interface InspectionWatch {
  readonly index?: RowIndex | undefined;
  readonly bytes?: ByteListener | undefined;
  /** Called when the file can be read as a table; its rows follow. */
  readonly opened?: ((table: Table, columns: ChosenColumns) => void) | undefined;
  /** Called after each chunk of the file, and awaited; an error that it throws ends the inspection. */
  readonly chunk?: ((soFar: () => CountsSoFar) => Promise<void>) | undefined;
  /** Called with the reason why the validation file cannot be read, where that does not end the inspection. */
  readonly withoutValidation?: ((error: UserError) => void) | undefined;
}

/**
 * Rows that training would skip are counted, not refused; a file with one column is inspected without labels.
 * @throws UserError when the file cannot be read, has no rows or none of the right width, or lacks a column that is
 *   named; and when the validation file cannot be read
 */
export async function inspect(file: string, options: InspectOptions, watch: InspectionWatch = {}): Promise<Inspection> {
  const table = await openTable(file, options);
  const { columns, separator, decimal = 'auto', notices } = shapeLabels(table, guessColumns(table, options), options);
  watch.opened?.(table, columns);
  const problems = new ProblemList([...(table.notices ?? []), ...notices]);
  const tally = newTally();
  const hash = createHash('sha256');
  const profiles = table.columns.map(() => new ColumnProfile());
  const surveyed = { ...options, labelSeparator: separator };
  const removes = options.conflicts === 'remove' && columns.text !== undefined && columns.label !== undefined;
  const isConflicting = removes ? await findConflicts(table, columns, surveyed) : undefined;
  const survey = new Survey(problems, columns, surveyed, isConflicting);
  const listener: ByteListener = { update: (bytes) => [hash.update(bytes), watch.bytes?.update(bytes)] };
  const soFar = () => ({ rows: tally.rows, ...survey.soFar(), problems: problems.list() });
  for await (const rows of readRows(table, listener, watch.index)) {
    tally.rows += rows.length;
    for (const row of rows) {
      fitWidth(row, table.columns.length)?.fields.forEach((cell, column) => profiles[column]!.see(cell));
      const cells = cellsOf(row, table, columns, problems, tally);
      if (cells !== undefined && columns.text !== undefined) survey.see(cells);
    }
    await watch.chunk?.(soFar);
  }
  checkWidths(table, tally.rows, problems.count('badRow'), tally.firstBad);
  if (columns.text !== undefined && tally.onlyNumbers && survey.texts > 0)
    problems.addNotice(notice('data.textNumbers'), survey.texts);
  const report = survey.report();
  const inspected = { columns, survey, problems, chunk: () => watch.chunk?.(soFar) };
  await inspectValidationFile(inspected, { ...options, decimal }).catch((error: unknown) => {
    if (watch.withoutValidation === undefined || !isUserError(error)) throw error;
    watch.withoutValidation(error);
  });
  return {
    ...describeTable(table),
    sha256: hash.digest('hex'),
    columns: profiles.map((profile, index) => profile.report(index, table.columns[index]!, columns)),
    rows: tally.rows,
    ...report,
    problems: problems.list(),
  };
}

/** The notation of the table, as an inspection reports it. */
export function describeTable({ file, format, bytes, encoding, bomBytes, dialect, header }: Table) {
  const delimiter = delimiterName(dialect.delimiter);
  return { file, format, bytes, encoding, byteOrderMark: bomBytes > 0, delimiter, header };
}

function checkWidths(table: Table, rows: number, bad: number, firstBad: Row | undefined): void {
  if (bad < rows || firstBad === undefined) return;
  throw new UserError('data.allRowsBad', {
    file: table.file,
    columns: table.columns.length,
    line: firstBad.line,
    fields: firstBad.fields.length,
  });
}
