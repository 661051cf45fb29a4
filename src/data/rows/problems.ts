// Collects problems of rows: their number, and the first line numbers.

import type { Problem } from '../../shared/inspection.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import { isMissingWord } from '../source/missing.js';
import type { RareLabels } from './labels.js';

/** The problems in the order in which they are listed. */
const rowProblems = [
  'badRow',
  'repeatedNames',
  'totalRow',
  'openQuote',
  'undecodable',
  'emptyText',
  'missingText',
  'emptyLabel',
  'labelNotNumber',
  'unknownLabel',
  'badWeight',
  'zeroWeight',
  'badTime',
  'emptyGroup',
  'duplicateRow',
  'removedDuplicate',
  'conflictingLabel',
  'removedConflict',
] as const;
/** The kinds of problems of a row. */
export type RowProblem = (typeof rowProblems)[number];

const listedLines = 100;
const namedLines = 8;
const namedLabels = 8;

export class ProblemList {
  private readonly byKind = new Map<RowProblem, { count: number; lines: number[] }>();
  private readonly others: Problem[] = [];

  /** @param notices decisions made when the table was opened */
  constructor(notices: readonly Notice[] = []) {
    for (const item of notices) this.addNotice(item, 1);
  }

  add(kind: RowProblem, line: number): void {
    const entry = this.byKind.get(kind) ?? { count: 0, lines: [] };
    this.byKind.set(kind, entry);
    entry.count += 1;
    if (entry.lines.length < listedLines) entry.lines.push(line);
  }

  /** Adds a problem of the whole file rather than of rows. */
  addNotice(item: Notice, count: number, lines: readonly number[] = []): void {
    this.others.push({ notice: item, count, lines: [...lines].sort((a, b) => a - b).slice(0, listedLines) });
  }

  count(kind: RowProblem): number {
    return this.byKind.get(kind)?.count ?? 0;
  }

  /** Problems of rows first, then those of the whole file. */
  list(): Problem[] {
    const rows = rowProblems.flatMap((kind) => {
      const { count, lines } = this.byKind.get(kind) ?? { count: 0, lines: [] };
      if (count === 0) return [];
      const more = count > namedLines ? ', …' : '';
      return [
        {
          notice: notice(`data.${kind}`, { count, lines: lines.slice(0, namedLines).join(', ') + more }),
          count,
          lines,
        },
      ];
    });
    return [...rows, ...this.others];
  }
}

/** Adds validation rows whose text also occurs in training: kept, or removed by the setting. */
export function addLeaks(
  problems: ProblemList,
  { leaks, count, of }: { readonly leaks: Settings['leaks']; readonly count: number; readonly of: number },
): void {
  if (count > 0)
    problems.addNotice(notice(leaks === 'remove' ? 'data.removedLeaks' : 'data.leaks', { count, of }), count);
}

/** Labels for a sentence, quoted so that spaces are visible. */
export function quoteLabels(labels: readonly string[]): string {
  const quoted = labels
    .slice(0, namedLabels)
    .map((label) => JSON.stringify(label.length > 60 ? `${label.slice(0, 60)}…` : label));
  return quoted.join(', ') + (labels.length > namedLabels ? ', …' : '');
}

/** The facts about the labels once all rows have been read. */
export interface SeenLabels {
  readonly names: readonly string[];
  /** The number of rows of each, in the order of `names`. */
  readonly counts: readonly number[];
  /** Groups of labels that differ only by case or spaces. */
  readonly nearDuplicates: readonly (readonly string[])[];
  /** Whether the groups are merged. */
  readonly merged: boolean;
  /** Labels with few rows that were dropped or merged. */
  readonly rare?: RareLabels | undefined;
  /** The first lines of a label; none where they were not kept. */
  readonly linesOf?: ((label: string) => readonly number[]) | undefined;
}

/** Adds the problems that the labels' counts show: several spellings of one label, and labels with hardly any rows. */
export function addLabelProblems(problems: ProblemList, seen: SeenLabels): void {
  const { names, counts, nearDuplicates, merged, rare, linesOf = () => [] } = seen;
  if (nearDuplicates.length > 0) {
    const labels = nearDuplicates.slice(0, namedLabels).map(quoteLabels).join('; ');
    problems.addNotice(
      notice(merged ? 'data.mergedLabels' : 'data.nearDuplicateLabels', { labels }),
      nearDuplicates.length,
      nearDuplicates.flatMap((group) => group.slice(1).flatMap(linesOf)),
    );
  }
  if (rare !== undefined) {
    const { names: labels, rows, into } = rare;
    const values = { count: labels.length, rows, labels: quoteLabels(labels) };
    problems.addNotice(
      into === null
        ? notice('data.droppedLabels', values)
        : notice('data.gatheredLabels', { ...values, name: JSON.stringify(into) }),
      labels.length,
      labels.flatMap(linesOf),
    );
  }
  const absent = names.filter((name, id) => isMissingWord(name) && (counts[id] ?? 0) > 0);
  if (absent.length > 0)
    problems.addNotice(
      notice('data.missingLabels', { count: absent.length, labels: quoteLabels(absent) }),
      absent.length,
      absent.flatMap(linesOf),
    );
  const present = names.map((name, id) => ({ name, count: counts[id] ?? 0 })).filter(({ count }) => count > 0);
  const lone = present.filter(({ count }) => count === 1).map(({ name }) => name);
  const few = present.filter(({ count }) => count > 1 && count < 10).map(({ name }) => name);
  if (lone.length > 0)
    problems.addNotice(
      notice('data.loneLabels', { count: lone.length, labels: quoteLabels(lone) }),
      lone.length,
      lone.flatMap(linesOf),
    );
  if (few.length > 0)
    problems.addNotice(
      notice('data.rareLabels', { count: few.length, labels: quoteLabels(few) }),
      few.length,
      few.flatMap(linesOf),
    );
}
