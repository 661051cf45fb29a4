// The facts about a data file before training: the answer of `inspect`, which a panel shows.

import type { Notice } from './notices.js';

interface FormatEntry {
  /** Lines of text that an editor shows too, files that a library reads, or a folder. */
  readonly kind: 'lines' | 'library' | 'folder';
  /** The endings of its files, without the dot. */
  readonly endings: readonly string[];
  /** The first bytes of its files, in Latin-1; null where they have no signature. */
  readonly begins: string | null;
  /**
   * What identifies its files: the signature, or the signature together with the ending, or the ending alone where
   * there is no signature.
   */
  readonly toldBy: 'ending' | 'mark' | 'markOrEnding' | 'markAndEnding' | 'folder';
  /** The settings of its notation. */
  readonly written: readonly ('encoding' | 'delimiter')[];
}

/**
 * The formats of data; `texts` is a folder with one folder of .txt files for each class. Detection, menus, file dialogs
 * and help follow from this table, and the compiler asks src/data/table for the reader of each.
 */
export const dataFormats = {
  csv: { kind: 'lines', endings: ['csv', 'tsv'], begins: null, toldBy: 'ending', written: ['encoding', 'delimiter'] },
  jsonl: { kind: 'lines', endings: ['jsonl', 'ndjson'], begins: null, toldBy: 'ending', written: ['encoding'] },
  // A single JSON value; the content distinguishes it from JSON Lines with the same ending.
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

/** The row of a format. */
export function formatEntry(format: DataFormat): FormatEntry {
  return dataFormats[format];
}

/** The format of a file by its first bytes and its ending, without the dot; null where neither is known. */
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
  // A signature counts more than an ending, since files are renamed.
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
