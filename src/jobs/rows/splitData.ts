// Holds out rows of a run's own file for validation, and says what was held out.

import type { Dataset } from '../../data/rows/dataset.js';
import { quoteLabels } from '../../data/rows/problems.js';
import { type Split, splitByGroup, splitByTime, splitRows } from '../../data/rows/split.js';
import { countLabels, selectTargets } from '../../data/rows/targets.js';
import { UserError } from '../../shared/errors.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';

/** Throws `run.tooFewRows` without a training row, `data.oneClass` where all of them have the same number. */
export function checkTraining({ targets, table: { file }, columns: { label } }: Dataset, training: Int32Array): void {
  if (training.length === 0) throw new UserError('run.tooFewRows', { rows: 0 });
  if (targets.task !== 'regression') return;
  const first = targets.values[training[0]!]!;
  if (training.every((row) => targets.values[row] === first))
    throw new UserError('data.oneClass', { file, column: label.name, label: String(first) });
}

/**
 * Held out as the settings say: the latest rows, whole groups, or by chance. Throws `data.oneGroup` where all rows have
 * the same time or group.
 */
export function splitData({ targets, extras, table }: Dataset, share: number, { seed, group, time }: Settings): Split {
  const one = (column: string | null, flag: string) =>
    new UserError('data.oneGroup', { file: table.file, column: column ?? '', flag });
  if (extras.times !== null) {
    const split = splitByTime(extras.times, share);
    if (split === null) throw one(time, '--time');
    return split;
  }
  if (extras.groups === null) return splitRows(targets, share, seed);
  const split = splitByGroup(extras.groups, share, seed);
  if (split === null) throw one(group, '--group');
  return split;
}

/** What is to be said of rows that are held out by group or time. */
export function splitNotices(
  { columns, extras, count, labels, targets }: Dataset,
  { training, validation }: Split,
): Notice[] {
  const column = JSON.stringify((columns.time ?? columns.group)?.name ?? '');
  const values = { count: validation.length, of: count, column };
  if (validation.length === 0 || (extras.times === null && extras.groups === null)) return [];
  const rows = countLabels(selectTargets(targets, training), labels.names.length);
  const unlearned = rows.flatMap((number, id) => (number === 0 ? [labels.names[id]!] : []));
  const groupsOf = (some: Int32Array) => new Set(some.map((row) => extras.groups?.[row] ?? 0)).size;
  const groups = groupsOf(validation);
  const all = groups + groupsOf(training);
  return [
    ...(extras.groups !== null && all === count ? [notice('data.loneGroups', { column })] : []),
    extras.times !== null
      ? notice('data.splitByTime', values)
      : notice('data.splitByGroup', { ...values, groups, all }),
    ...(unlearned.length === 0
      ? []
      : [notice('data.unlearnedLabels', { count: unlearned.length, labels: quoteLabels(unlearned) })]),
  ];
}
