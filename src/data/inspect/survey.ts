// Gathers statistics row by row: of each column, and of the texts and labels.

import type { ColumnReport, Inspection, LengthBin } from '../../shared/inspection.js';
import { notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import { validationShare } from '../../shared/settingValues.js';
import type { Cells } from '../rows/cells.js';
import { type ChosenColumns, roleOf } from '../rows/columns.js';
import type { ConflictTest } from '../rows/conflicts.js';
import { DuplicateFinder, wholeText } from '../rows/duplicates.js';
import { extraProblem } from '../rows/extraColumns.js';
import { splitLabels } from '../rows/labelLists.js';
import { buildLabelMap, fixedLabelMap, isOneEach, type LabelMap, labelMapOf } from '../rows/labels.js';
import { type TextFinder, TextHashes } from '../rows/leaks.js';
import { addLabelProblems, addLeaks, type ProblemList, quoteLabels } from '../rows/problems.js';
import { drawRows, plainSplit, stratifiedSplit } from '../rows/split.js';
import { growingInts, maxLabels, type TargetOptions } from '../rows/targets.js';
import { parseNumber } from '../source/numbers.js';

export type SurveyOptions = Omit<TargetOptions, 'labels'> &
  Partial<Pick<Settings, 'decimal' | 'duplicates' | 'conflicts' | 'leaks' | 'validation' | 'rows' | 'seed'>>;

const distinctLimit = 1000;
const lengthLimits: readonly number[] = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048];
/** The number of lines kept for each label, in case it turns out to be rare or misspelt. */
const labelLines = 20;
/**
 * The number of rows whose texts and labels are remembered, 12 bytes each, to find texts that a split would separate.
 */
const rememberedRows = 3_000_000;

/** The statistics of one column. */
export class ColumnProfile {
  private filled = 0;
  private empty = 0;
  private numbers = 0;
  private characters = 0;
  private readonly values = new Set<string>();
  private isMore = false;

  see(cell: string): void {
    if (cell.trim() === '') {
      this.empty += 1;
      return;
    }
    this.filled += 1;
    this.characters += countCharacters(cell);
    if (parseNumber(cell) !== undefined) this.numbers += 1;
    if (this.values.size < distinctLimit) this.values.add(cell);
    else if (!this.isMore) this.isMore = !this.values.has(cell);
  }

  report(index: number, name: string, columns: ChosenColumns): ColumnReport {
    const role = roleOf(index, columns);
    const filled = Math.max(1, this.filled);
    return {
      name,
      role,
      reason: role === null ? null : columns[role]!.reason,
      numberShare: this.numbers / filled,
      meanCharacters: this.characters / filled,
      empty: this.empty,
      distinct: this.values.size,
      distinctIsMore: this.isMore,
    };
  }
}

/** The statistics of the rows that have a text: lengths, labels, duplicates. */
export class Survey {
  texts = 0;
  private usable = 0;
  private characters = 0;
  private longest = 0;
  private readonly bins = new Array<number>(lengthLimits.length + 1).fill(0);
  private readonly counts = new Map<string, number>();
  private readonly lines = new Map<string, number[]>();
  private isMore = false;
  private readonly duplicates = new DuplicateFinder();
  private readonly hashes = new TextHashes();
  /** The label of each usable row, as an index in the order of first appearance. */
  private readonly rowLabels = growingInts();
  private readonly labelIndices = new Map<string, number>();

  constructor(
    private readonly problems: ProblemList,
    private readonly columns: ChosenColumns,
    private readonly options: SurveyOptions,
    /** Rows of these texts are left out. */
    private readonly isConflicting?: ConflictTest,
  ) {
    for (const name of columns.label?.soft?.names ?? []) this.counts.set(name, 0);
  }

  see(cells: Cells): void {
    this.texts += 1;
    this.measure(cells.text);
    if (this.columns.label !== undefined && !this.hasLabel(cells)) return;
    const problem = extraProblem(cells);
    if (problem !== undefined) return this.problems.add(problem, cells.line);
    if (cells.group?.trim() === '') this.problems.add('emptyGroup', cells.line);
    if (this.isConflicting?.(cells.text, cells.pair) === true) return this.problems.add('removedConflict', cells.line);
    const sighting = this.duplicates.see(wholeText(cells.text, cells.pair), cells.label.trim());
    const isRemoved = sighting === 'same' && this.options.duplicates === 'remove';
    if (sighting === 'same') this.problems.add(isRemoved ? 'removedDuplicate' : 'duplicateRow', cells.line);
    if (isRemoved) return;
    this.countLabel(cells);
    this.usable += 1;
    this.remember(cells);
    if (sighting === 'other') this.problems.add('conflictingLabel', cells.line);
  }

  /** The facts known so far, without those about labels and problems that need the whole. */
  soFar(): Pick<Inspection, 'usable' | 'labels' | 'labelsAreMore'> {
    return {
      usable: this.usable,
      labels: this.countLabels(this.softMap() ?? buildLabelMap(this.counts, this.options.mergeLabels)),
      labelsAreMore: this.isMore,
    };
  }

  report(): Pick<Inspection, 'usable' | 'labels' | 'labelsAreMore' | 'lengths'> {
    const { mergeLabels: merged, task } = this.options;
    const map = this.labelMap();
    const { names, nearDuplicates } = map;
    const labels = this.countLabels(map);
    const commonestFirst = nearDuplicates.map((group) =>
      [...group].sort((a, b) => (this.counts.get(b) ?? 0) - (this.counts.get(a) ?? 0)),
    );
    addLabelProblems(this.problems, {
      names,
      counts: labels.map(({ count }) => count),
      nearDuplicates: commonestFirst,
      merged,
      rare: map.rare,
      linesOf: (label) => this.lines.get(label) ?? [],
    });
    if (names.length === 1 && task === 'single-label')
      this.problems.addNotice(notice('data.oneClass', { labels: quoteLabels(names) }), 1);
    const isOne = [...this.counts.values()].reduce((sum, count) => sum + count, 0) === this.usable;
    if (this.columns.label !== undefined && isOne && isOneEach(this.counts.size, this.usable)) {
      const column = JSON.stringify(this.columns.label.name);
      this.problems.addNotice(notice('data.uniqueLabels', { column, labels: this.counts.size, rows: this.usable }), 1);
    }
    this.sayLeaks(map);
    const histogram = this.bins.map((count, bin): LengthBin => ({ upTo: lengthLimits[bin] ?? null, count }));
    return {
      usable: this.usable - (map.rare?.into === null && task === 'single-label' ? map.rare.rows : 0),
      labels,
      labelsAreMore: this.isMore,
      lengths: { mean: this.characters / Math.max(1, this.texts), maximum: this.longest, histogram },
    };
  }

  /** Remembers what is needed to split the rows as a run would; nothing for a very large file. */
  private remember({ text, pair, label }: Cells): void {
    if (this.hashes.count >= rememberedRows || this.columns.label === undefined) return;
    this.hashes.add(text, pair);
    this.rowLabels.push(
      this.options.task === 'single-label'
        ? (this.labelIndices.get(label) ?? this.labelIndices.set(label, this.labelIndices.size).size - 1)
        : 0,
    );
  }

  /**
   * The texts and labels that a run with these settings would train on, where it validates on another file. Null where
   * they are unknown.
   */
  learned(): { readonly isLearned: TextFinder; readonly labels: LabelMap } | null {
    const labels = this.labelMap();
    const rows = this.chosenRows(labels)?.rows;
    return rows === undefined ? null : { isLearned: this.hashes.finder(rows), labels };
  }

  /** Reports the texts that a run with these settings would both train and validate on. */
  private sayLeaks(map: LabelMap): void {
    const { task, seed = 0, validation = '0', leaks = 'keep' } = this.options;
    const share = validationShare(validation);
    // Groups and times are not remembered; a run looks itself.
    const isOther = this.columns.group !== undefined || this.columns.time !== undefined;
    const chosen = share === null || share === 0 || isOther ? null : this.chosenRows(map);
    if (share === null || chosen === null) return;
    const { rows, labels } = chosen;
    const split =
      task === 'single-label'
        ? stratifiedSplit(
            rows.map((row) => labels[row]!),
            share,
            seed,
          )
        : plainSplit(rows.length, share, seed);
    const rowsOf = (indices: Int32Array) => indices.map((index) => rows[index]!);
    addLeaks(this.problems, {
      leaks,
      count: this.hashes.leaks(rowsOf(split.training), rowsOf(split.validation)).length,
      of: split.validation.length,
    });
  }

  /** The rows that a run would use, and the label of each usable row; null where not all were remembered. */
  private chosenRows(map: LabelMap): { readonly rows: Int32Array; readonly labels: Int32Array } | null {
    const { task, rows: wanted = null, seed = 0 } = this.options;
    if (this.isMore || this.hashes.count !== this.usable) return null;
    const ids = Int32Array.from(this.labelIndices.keys(), (label) => map.idOf(label) ?? -1);
    const labels = this.rowLabels.toArray().map((index) => ids[index] ?? 0);
    const kept = Int32Array.from(labels.keys()).filter((row) => task !== 'single-label' || labels[row]! >= 0);
    return { rows: drawRows(kept.length, wanted ?? kept.length, seed).map((index) => kept[index]!), labels };
  }

  private labelMap(): LabelMap {
    return this.softMap() ?? labelMapOf(this.counts, this.options);
  }

  /** Labels with probabilities are in the order of their columns, as training numbers them. */
  private softMap(): LabelMap | undefined {
    const soft = this.columns.label?.soft;
    return soft && fixedLabelMap(soft.names);
  }

  private countLabels({ names, idOf }: LabelMap): Inspection['labels'] {
    const counts = new Array<number>(names.length).fill(0);
    for (const [label, count] of this.counts) {
      const id = idOf(label);
      if (id !== undefined) counts[id]! += count;
    }
    return names.map((label, id) => ({ label, count: counts[id]! }));
  }

  private measure(text: string): void {
    const length = countCharacters(text);
    this.characters += length;
    this.longest = Math.max(this.longest, length);
    const bin = lengthLimits.findIndex((limit) => length <= limit);
    this.bins[bin < 0 ? lengthLimits.length : bin]! += 1;
  }

  /** Returns false, with a problem noted, when training would skip the row. */
  private hasLabel({ label, line }: Cells): boolean {
    const problem = labelProblem(label, this.options.task);
    if (problem !== undefined) this.problems.add(problem, line);
    return problem === undefined;
  }

  private countLabel({ label, line }: Cells): void {
    if (this.columns.label === undefined) return;
    const { task, labelSeparator } = this.options;
    const labels = task === 'regression' ? [] : task === 'multi-label' ? splitLabels(label, labelSeparator) : [label];
    for (const one of labels) {
      const count = this.counts.get(one);
      if (count === undefined && this.counts.size === maxLabels) {
        this.isMore = true;
        continue;
      }
      this.counts.set(one, (count ?? 0) + 1);
      if (count === undefined) this.lines.set(one, [line]);
      else if (count < labelLines) this.lines.get(one)?.push(line);
    }
  }
}

const secondOfPair = /[\udc00-\udfff]/;

/** Counts Unicode characters: a surrogate pair is one. */
function countCharacters(text: string): number {
  if (!secondOfPair.test(text)) return text.length;
  let pairs = 0;
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) pairs += 1;
  return text.length - pairs;
}

/** Why training would skip a row with this label; undefined when it would not. */
export function labelProblem(label: string, task: SurveyOptions['task']): 'emptyLabel' | 'labelNotNumber' | undefined {
  if (label.trim() === '') return task === 'multi-label' ? undefined : 'emptyLabel';
  return task === 'regression' && parseNumber(label) === undefined ? 'labelNotNumber' : undefined;
}
