// One data file that the service has open: inspected once, its rows then found by the index of that pass.

import { setTimeout } from 'node:timers/promises';

import { type CountsSoFar, describeTable, inspect } from '../../data/inspect/inspect.js';
import { labelProblem } from '../../data/inspect/survey.js';
import { cellsOf, newTally } from '../../data/rows/cells.js';
import { type ChosenColumns, roleOf } from '../../data/rows/columns.js';
import { ProblemList } from '../../data/rows/problems.js';
import type { Row } from '../../data/source/row.js';
import { RowIndex } from '../../data/source/rowIndex.js';
import { checkUnchanged, readRowsFrom, type Table } from '../../data/table/table.js';
import { stopIfAborted } from '../../jobs/interruption.js';
import { cutText } from '../../jobs/rows/cutText.js';
import { UserError } from '../../shared/errors.js';
import type { Inspection } from '../../shared/inspection.js';
import { type DataRow, type InspectProgress, shownCharacters, type TableFacts } from '../../shared/messages/data.js';
import type { Settings } from '../../shared/settings.js';

/** The number of rows in the first progress update of a file, and the characters of one answer. */
const firstRows = 100;
const shownAtOnce = 1_000_000;
/** Milliseconds between two progress updates. */
const interval = 250;
const shownLabels = 200;
/**
 * Milliseconds that the inspection rests after the first rows: the client draws them meanwhile, and has the processors
 * for it.
 */
const rest = 150;

export interface RowsAnswer {
  readonly rows: DataRow[];
  readonly total: number;
  readonly complete: boolean;
}

/** A usable text, to be measured. */
export interface FoundText {
  readonly text: string;
  readonly pair: string | null;
}

/** The numbers of tokens of some texts. */
type TokensOf = (texts: readonly FoundText[]) => Promise<number[]>;

const nothing = () => undefined;

export class OpenData {
  /** Stops all work on the file. */
  readonly closing = new AbortController();
  readonly index = new RowIndex();
  private table: Table | null = null;
  private columns: ChosenColumns | null = null;
  private over = false;
  /** Null until the whole file has been inspected. */
  inspection: Inspection | null = null;
  /** Settles with `look`; never rejects. */
  readonly looked: Promise<void>;
  private settle: () => void = () => undefined;
  /** Settles once all earlier calls of `show` are answered. */
  private shownBefore: Promise<void> = Promise.resolve();

  constructor(
    readonly id: number,
    readonly file: string,
    readonly settings: Settings,
  ) {
    this.looked = new Promise((resolve) => (this.settle = resolve));
  }

  /** The number of data rows known so far. */
  get rows(): number {
    return Math.max(this.table?.start.length ?? 0, this.index.rows - (this.table?.headerRows ?? 0));
  }

  /** Inspects the file. Throws the UserErrors of `inspect`, an Interruption when the signal is aborted. */
  async look(signal: AbortSignal, progress: (word: InspectProgress) => void): Promise<Inspection> {
    let bytesRead = 0;
    let toldAt = performance.now();
    let rested = false;
    const tell = async (soFar: () => CountsSoFar) => {
      if (!rested) {
        rested = true;
        await setTimeout(rest);
      }
      stopIfAborted(signal);
      if (performance.now() - toldAt < interval) return;
      progress(this.counted(soFar(), bytesRead));
      toldAt = performance.now();
    };
    try {
      this.inspection = await inspect(this.file, this.settings, {
        index: this.index,
        bytes: { update: (bytes) => (bytesRead += bytes.length) },
        opened: (table, columns) => {
          this.table = table;
          this.columns = columns;
          const rows = table.start.slice(0, firstRows).map((row, index) => shown(row, index));
          progress({ kind: 'opened', data: this.id, table: this.facts(table, columns), rows });
        },
        chunk: tell,
        // The estimate reports the reason beside the setting.
        withoutValidation: () => undefined,
      });
      stopIfAborted(signal);
      return this.inspection;
    } finally {
      this.over = true;
      this.settle();
    }
  }

  /**
   * Rows from index `from` on, as many as are known and fit into an answer; calls are answered in their order. Throws
   * `data.changed`.
   */
  async show(from: number, count: number, tokensOf: TokensOf | null): Promise<RowsAnswer> {
    const answer = this.shownBefore.then(() => this.showNow(from, count, tokensOf));
    this.shownBefore = answer.then(nothing, nothing);
    return answer;
  }

  private async showNow(from: number, count: number, tokensOf: TokensOf | null): Promise<RowsAnswer> {
    // The order matters: a pass that ends meanwhile has more rows than at the request.
    const complete = this.over;
    const total = this.rows;
    const rows: DataRow[] = [];
    /** By their places among the rows. */
    const texts = new Map<number, FoundText>();
    let characters = 0;
    for await (const row of this.read(from, Math.min(from + count, total))) {
      const next = shown(row, from + rows.length);
      characters += next.cells.reduce((sum, cell) => sum + cell.length, 0);
      if (rows.length > 0 && characters > shownAtOnce) break;
      rows.push(next);
      const text = tokensOf === null ? undefined : this.textOf(row);
      if (text !== undefined) texts.set(rows.length - 1, text);
    }
    const tokens = await tokensOf?.([...texts.values()]);
    [...texts.keys()].forEach((row, index) => (rows[row] = { ...rows[row]!, tokens: tokens?.[index] ?? null }));
    return { rows, total, complete };
  }

  /** The usable texts of the rows [from, to). */
  async *texts(from: number, to: number): AsyncGenerator<FoundText, void, undefined> {
    for await (const row of this.read(from, to)) {
      const found = this.textOf(row);
      if (found !== undefined) yield found;
    }
  }

  /** Ranges of data rows that are near each other in the file, in order: [first, behind the last). */
  get stretches(): (readonly [from: number, to: number])[] {
    const header = this.table?.headerRows ?? 0;
    return this.index.stretches
      .map(([from, to]) => [Math.max(0, from - header), to - header] as const)
      .filter(([from, to]) => from < to);
  }

  private async *read(from: number, to: number): AsyncGenerator<Row, void, undefined> {
    if (this.table === null || from >= to) return;
    await checkUnchanged(this.table);
    if (to <= this.table.start.length) {
      yield* this.table.start.slice(from, to);
      return;
    }
    let row = from;
    for await (const rows of readRowsFrom(this.table, this.index, from)) {
      for (const one of rows) {
        if (row === to) return;
        row += 1;
        yield one;
      }
      if (row === to) return;
    }
    throw new UserError('data.changed', { file: this.file });
  }

  private textOf(row: Row): FoundText | undefined {
    const { table, columns } = this;
    if (table === null || columns?.text === undefined) return undefined;
    const cells = cellsOf(row, table, columns, new ProblemList(), newTally());
    if (
      cells === undefined ||
      (columns.label !== undefined && labelProblem(cells.label, this.settings.task) !== undefined)
    )
      return undefined;
    return { text: cells.text, pair: cells.pair ?? null };
  }

  private facts(table: Table, columns: ChosenColumns): TableFacts {
    const named = table.columns.map((name, index) => {
      const role = roleOf(index, columns);
      return { name, role, reason: role === null ? null : columns[role]!.reason };
    });
    return { ...describeTable(table), columns: named };
  }

  private counted({ rows, usable, labels, labelsAreMore, problems }: CountsSoFar, bytesRead: number): InspectProgress {
    const counts = {
      bytesRead,
      bytes: this.table?.bytes ?? 0,
      rows,
      usable,
      labels: labels.slice(0, shownLabels).map((one) => ({ ...one })),
      labelsAreMore: labelsAreMore || labels.length > shownLabels,
      problems: problems.map((problem) => ({ ...problem, lines: [...problem.lines] })),
    };
    return { kind: 'counted', counts };
  }
}

function shown({ line, fields }: Row, row: number): DataRow {
  return { row, line, cells: fields.map((cell) => cutText(cell, shownCharacters)), tokens: null };
}
