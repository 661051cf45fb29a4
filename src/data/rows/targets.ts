// Collects the values of a label column in one pass into typed arrays: class ids, sets of ids, or numbers.

import type { Task } from '../../base/model.js';
import { UserError } from '../../shared/errors.js';
import type { Settings } from '../../shared/settings.js';
import { largest, parseNumber } from '../source/numbers.js';
import { splitLabels } from './labelLists.js';
import { fixedLabelMap, type LabelMap, labelMapOf } from './labels.js';
import type { RowProblem } from './problems.js';

/** One entry a row, in file order; the labels of row r are ids[offsets[r]] … ids[offsets[r + 1] − 1], ascending. */
export type RowTargets =
  | {
      readonly task: 'single-label';
      readonly ids: Int32Array;
      /** Probabilities [rows, labels], where labels have them; the ids are then the most probable. */
      readonly soft?: Float32Array | undefined;
    }
  | { readonly task: 'multi-label'; readonly offsets: Int32Array; readonly ids: Int32Array }
  | { readonly task: 'regression'; readonly values: Float64Array };

/** A column with more classes is no label column: no head is trained for them. */
export const maxLabels = 10_000;

export interface TargetOptions {
  readonly task: Task;
  readonly labelSeparator: string;
  readonly mergeLabels: boolean;
  /** Names of labels that have a probability in every row. */
  readonly soft?: readonly string[] | undefined;
  /** What becomes of cells such as nan and #N/A; those of a list of labels are seen here alone. */
  readonly missing?: Settings['missing'] | undefined;
  /** The treatment of labels with fewer than `rareRows` rows; `keep` when absent. */
  readonly rareLabels?: Settings['rareLabels'] | undefined;
  readonly rareRows?: number | undefined;
  readonly rareName?: string | undefined;
  /** The labels of a model or of the training rows; a row with any other is skipped. */
  readonly labels?: LabelMap | undefined;
}

/** A typed array that grows as numbers are pushed. */
export class GrowingArray<A extends Int32Array | Float64Array> {
  length = 0;

  constructor(
    private items: A,
    private readonly make: (length: number) => A,
  ) {}

  push(item: number): void {
    if (this.length === this.items.length) {
      const larger = this.make(2 * this.length);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = item;
  }

  /** A copy of the pushed numbers. */
  toArray(): A {
    return this.items.slice(0, this.length) as A;
  }
}

export const growingInts = () => new GrowingArray(new Int32Array(1024), (length) => new Int32Array(length));
export const growingNumbers = () => new GrowingArray(new Float64Array(1024), (length) => new Float64Array(length));

/** Takes label cells row by row; `finish` assigns ids once all labels are known. */
export class TargetCollector {
  /** Labels by first appearance; ids in their final order follow when all are known. */
  private readonly seen = new Map<string, number>();
  private readonly counts: number[] = [];
  private readonly ids = growingInts();
  private readonly offsets = growingInts();
  private readonly values = growingNumbers();
  private readonly shares = growingNumbers();

  constructor(
    private readonly source: { file: string; column: string },
    private readonly options: TargetOptions,
  ) {
    this.offsets.push(0);
  }

  /** Takes the cell, or returns why its row cannot be used. Throws a UserError when there are too many labels. */
  add(cell: string, line: number, shares?: readonly number[]): RowProblem | undefined {
    const isEmpty = cell.trim() === '';
    if (this.options.task === 'multi-label')
      return this.addLabels(splitLabels(cell, this.options.labelSeparator), line);
    if (isEmpty) return 'emptyLabel';
    if (this.options.soft !== undefined) return this.addShares(this.options.soft, shares ?? []);
    if (this.options.task === 'single-label') return this.addLabels([cell], line);
    const value = parseNumber(cell);
    if (value === undefined) return 'labelNotNumber';
    this.values.push(value);
    return undefined;
  }

  /** The labels are the columns, in their order, or those that are known already. */
  private addShares(names: readonly string[], shares: readonly number[]): RowProblem | undefined {
    const { labels = fixedLabelMap(names) } = this.options;
    const row = new Array<number>(labels.names.length).fill(0);
    for (const [place, name] of names.entries()) {
      const id = labels.idOf(name);
      if (id === undefined) return 'unknownLabel';
      row[id]! += shares[place]!;
    }
    for (const share of row) this.shares.push(share);
    this.ids.push(largest(row));
    return undefined;
  }

  private addLabels(labels: readonly string[], line: number): RowProblem | undefined {
    if (labels.some((label) => this.options.labels !== undefined && this.options.labels.idOf(label) === undefined))
      return 'unknownLabel';
    for (const label of labels) {
      const id = this.seen.get(label) ?? this.newLabel(label, line);
      this.counts[id]! += 1;
      this.ids.push(id);
    }
    this.offsets.push(this.ids.length);
    return undefined;
  }

  private newLabel(label: string, line: number): number {
    const id = this.seen.size;
    if (id === maxLabels) throw new UserError('data.tooManyLabels', { ...this.source, limit: maxLabels, line });
    this.seen.set(label, id);
    this.counts.push(0);
    return id;
  }

  /**
   * `kept` are the indices of rows among those that were taken; the others had a rare label that is dropped.
   * `different` counts the labels as they were written.
   */
  finish(): { targets: RowTargets; labels: LabelMap; kept: Int32Array | null; different: number } {
    return { ...this.assignIds(), different: this.options.soft?.length ?? this.seen.size };
  }

  private assignIds(): { targets: RowTargets; labels: LabelMap; kept: Int32Array | null } {
    if (this.options.task === 'regression')
      return { targets: { task: 'regression', values: this.values.toArray() }, labels: fixedLabelMap([]), kept: null };
    if (this.options.soft !== undefined) {
      const { labels = fixedLabelMap(this.options.soft) } = this.options;
      const soft = Float32Array.from(this.shares.toArray());
      return { targets: { task: 'single-label', ids: this.ids.toArray(), soft }, labels, kept: null };
    }
    const counts = new Map([...this.seen].map(([label, id]) => [label, this.counts[id]!]));
    const labels = this.options.labels ?? labelMapOf(counts, this.options);
    const finalIds = Int32Array.from(this.seen.keys(), (label) => labels.idOf(label) ?? dropped);
    const ids = this.ids.toArray().map((id) => finalIds[id]!);
    if (this.options.task === 'multi-label')
      return { targets: sortedSets(this.offsets.toArray(), ids), labels, kept: null };
    const kept = ids.includes(dropped) ? Int32Array.from(ids.keys()).filter((row) => ids[row] !== dropped) : null;
    return { targets: { task: 'single-label', ids: kept === null ? ids : kept.map((row) => ids[row]!) }, labels, kept };
  }
}

/** Stands for the id of a label that is dropped. */
const dropped = -1;

/** Sorts the ids within each row; labels that were merged count once, dropped ones not at all. */
function sortedSets(offsets: Int32Array, ids: Int32Array): RowTargets {
  const kept = growingInts();
  const newOffsets = growingInts();
  newOffsets.push(0);
  for (let row = 0; row + 1 < offsets.length; row++) {
    const set = ids.slice(offsets[row], offsets[row + 1]).sort();
    set.forEach((id, index) => {
      if (id !== dropped && (index === 0 || id !== set[index - 1])) kept.push(id);
    });
    newOffsets.push(kept.length);
  }
  return { task: 'multi-label', offsets: newOffsets.toArray(), ids: kept.toArray() };
}

/** The number of rows. */
export function targetCount(targets: RowTargets): number {
  if (targets.task === 'regression') return targets.values.length;
  return targets.task === 'single-label' ? targets.ids.length : targets.offsets.length - 1;
}

/** The targets of some rows, in their order. */
export function selectTargets(targets: RowTargets, rows: Int32Array): RowTargets {
  if (targets.task === 'regression')
    return { task: targets.task, values: Float64Array.from(rows, (row) => targets.values[row]!) };
  if (targets.task === 'single-label')
    return { task: targets.task, ids: rows.map((row) => targets.ids[row]!), soft: sharesOf(targets, rows) };
  const ids = growingInts();
  const offsets = Int32Array.from({ length: rows.length + 1 }, (_, index) => {
    if (index > 0)
      targets.ids
        .subarray(targets.offsets[rows[index - 1]!], targets.offsets[rows[index - 1]! + 1])
        .forEach((id) => ids.push(id));
    return ids.length;
  });
  return { task: targets.task, offsets, ids: ids.toArray() };
}

/** The probabilities of some rows' labels, in their order; undefined where labels have none. */
export function sharesOf(targets: RowTargets, rows: Int32Array): Float32Array | undefined {
  if (targets.task !== 'single-label' || targets.soft === undefined) return undefined;
  const labels = targets.soft.length / targets.ids.length;
  const shares = new Float32Array(rows.length * labels);
  rows.forEach((row, place) => shares.set(targets.soft!.subarray(row * labels, (row + 1) * labels), place * labels));
  return shares;
}

/** The number of rows of each label, by id; empty for a regression. */
export function countLabels(targets: RowTargets, labels: number): number[] {
  const counts = new Array<number>(targets.task === 'regression' ? 0 : labels).fill(0);
  if (targets.task !== 'regression') for (const id of targets.ids) counts[id]! += 1;
  return counts;
}
