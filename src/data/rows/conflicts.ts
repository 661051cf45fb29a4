// Finds the texts that stand in a file with several labels, in a pass of its own before the rows are used.

import { parseNumber } from '../source/numbers.js';
import type { Table } from '../table/table.js';
import { newTally, readCells } from './cells.js';
import type { ChosenColumns } from './columns.js';
import { DuplicateFinder, textKey, wholeText } from './duplicates.js';
import { splitLabels } from './labelLists.js';
import { alikeKey } from './labels.js';
import { ProblemList } from './problems.js';
import type { TargetOptions } from './targets.js';

/** Whether the text, or the pair, has several labels in the file. */
export type ConflictTest = (text: string, pair: string | undefined) => boolean;

/** Reads the whole table. Labels that are one by the options, such as 1.0 and 1 for a number, do not conflict. */
export async function findConflicts(
  table: Table,
  columns: ChosenColumns,
  options: Pick<TargetOptions, 'task' | 'labelSeparator' | 'mergeLabels'>,
): Promise<ConflictTest> {
  const seen = new DuplicateFinder();
  const conflicting = new Set<number>();
  for await (const batch of readCells(table, columns, new ProblemList(), newTally())) {
    for (const { text, pair, label } of batch) {
      const key = keyOf(label, options);
      if (key !== '' && seen.see(wholeText(text, pair), key) === 'other') conflicting.add(textKey(text, pair));
    }
  }
  return (text, pair) => conflicting.has(textKey(text, pair));
}

/** Equal for labels that mean the same; empty where there is none. */
function keyOf(
  label: string,
  { task, labelSeparator, mergeLabels }: Pick<TargetOptions, 'task' | 'labelSeparator' | 'mergeLabels'>,
): string {
  const spelling = (one: string) => (mergeLabels ? alikeKey(one) : one.trim());
  if (task === 'regression') return String(parseNumber(label) ?? '');
  return task === 'single-label'
    ? spelling(label)
    : splitLabels(label, labelSeparator).map(spelling).sort().join('\u0001');
}
