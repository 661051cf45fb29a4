// The facts about a data file before training: the answer of `inspect`, which a panel shows.

import type { Notice } from './notices.js';

interface FormatEntry {
  /** Lines of text that an editor shows too, files that a library reads, or a folder. */
  readonly kind: 'lines' | 'library' | 'folder';
  /** Endings of its files, without the dot. */
  readonly endings: readonly string[];
  /** What its files begin with, in Latin-1; null where they have no mark. */
  readonly begins: string | null;
  /** What tells its files: the mark, or that and the ending; the ending alone serves where a mark is missing. */
  readonly toldBy: 'ending' | 'mark' | 'markOrEnding' | 'markAndEnding' | 'folder';
  /** What can be chosen of how it is written. */
  readonly written: readonly ('encoding' | 'delimiter')[];
}

/**
 * What data is written in; `texts` is a folder with one folder of .txt files for each class. Detection, menus, file
 * dialogs and help follow from this table, and src/data/table asks for what reads each.
 */
export const dataFormats = {
  csv: { kind: 'lines', endings: ['csv', 'tsv'], begins: null, toldBy: 'ending', written: ['encoding', 'delimiter'] },
  jsonl: { kind: 'lines', endings: ['jsonl', 'ndjson'], begins: null, toldBy: 'ending', written: ['encoding'] },
  // One value as a whole; what tells it from JSON Lines under the same ending is in the file itself.
  json: { kind: 'library', endings: [], begins: null, toldBy: 'ending', written: [] },
  xlsx: {
    kind: 'library',
    endings: ['xlsx', 'xlsm'],
    begins: 'PK\x03\x04',
    toldBy: 'markAndEnding',
    written: [],
  },
  parquet: { kind: 'library', endings: ['parquet'], begins: 'PAR1', toldBy: 'mark', written: [] },
  arrow: { kind: 'library', endings: ['arrow'], begins: 'ARROW1', toldBy: 'markOrEnding', written: [] },
  texts: { kind: 'folder', endings: [], begins: null, toldBy: 'folder', written: ['encoding'] },
} as const satisfies Record<string, FormatEntry>;

export type DataFormat = keyof typeof dataFormats;
export const dataFormatNames = Object.keys(dataFormats) as DataFormat[];

/** The formats of a kind. */
export type FormatOf<Kind extends FormatEntry['kind']> = {
  [Format in DataFormat]: (typeof dataFormats)[Format]['kind'] extends Kind ? Format : never;
}[DataFormat];

/** A format's row, whichever it is. */
export function formatEntry(format: DataFormat): FormatEntry {
  return dataFormats[format];
}

/** The format that a file's beginning and its ending, without the dot, tell; null where neither does. */
export function formatOf(start: string, ending: string): DataFormat | null {
  const isIn = (format: DataFormat) => {
    const { endings, begins, toldBy } = formatEntry(format);
    const hasMark = begins !== null && start.startsWith(begins);
    const hasEnding = endings.includes(ending);
    return {
      ending: hasEnding,
      mark: hasMark,
      markOrEnding: hasMark || hasEnding,
      markAndEnding: hasMark && hasEnding,
      folder: false,
    }[toldBy];
  };
  // A mark is trusted before an ending, which anyone can have changed.
  const marked = dataFormatNames.filter((format) => formatEntry(format).begins !== null);
  return marked.find(isIn) ?? dataFormatNames.find(isIn) ?? null;
}

export type ColumnRole = 'text' | 'label' | 'pair';
/** Why a column has its role: the user named it, its own name suggests it, or its content does. */
export type ColumnReason = 'given' | 'name' | 'content';

/** A property of the rows that the user should know; `notice` makes the sentence. */
export interface Problem {
  readonly notice: Notice;
  readonly count: number;
  /**
   * The first 100 line numbers, counted from 1 in the file, or row numbers where it has no lines; empty where the
   * problem belongs to no line.
   */
  readonly lines: readonly number[];
}

export interface ColumnReport {
  readonly name: string;
  readonly role: ColumnRole | null;
  readonly reason: ColumnReason | null;
  /** The share of the filled cells that are numbers. */
  readonly numberShare: number;
  /** The mean over the filled cells. */
  readonly meanCharacters: number;
  readonly empty: number;
  /** The number of distinct values, counted up to 1000. */
  readonly distinct: number;
  readonly distinctIsMore: boolean;
}

export interface Inspection {
  readonly file: string;
  readonly format: DataFormat;
  readonly bytes: number;
  /** The SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  readonly encoding: string;
  readonly byteOrderMark: boolean;
  /** The name of the setting's choice, or the character itself. */
  readonly delimiter: string;
  readonly header: boolean;
  readonly columns: readonly ColumnReport[];
  /** The number of data rows, the unusable ones included. */
  readonly rows: number;
  /** The number of rows with a text and a label that fits the task. */
  readonly usable: number;
  /** The labels in the order of their ids; empty for a regression, or without a label column. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  /** Whether there are more labels than were counted. */
  readonly labelsAreMore: boolean;
  /** The lengths of the filled texts, in Unicode characters. */
  readonly lengths: { readonly mean: number; readonly maximum: number; readonly histogram: readonly LengthBin[] };
  readonly problems: readonly Problem[];
}

/** The number of texts with more characters than the previous bin and at most `upTo`; null for no limit. */
export interface LengthBin {
  readonly upTo: number | null;
  readonly count: number;
}
