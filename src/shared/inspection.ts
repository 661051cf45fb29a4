// The facts about a data file before training: the answer of `inspect`, which a panel shows.

import type { Notice } from './notices.js';

/** The formats of data; `texts` is a folder with one folder of .txt files for each class. */
export const dataFormats = ['csv', 'jsonl', 'json', 'xlsx', 'parquet', 'arrow', 'texts'] as const;
export type DataFormat = (typeof dataFormats)[number];

/** The properties of a file's notation that exist in each format. */
export const writtenIn: Record<DataFormat, readonly ('encoding' | 'delimiter')[]> = {
  csv: ['encoding', 'delimiter'],
  jsonl: ['encoding'],
  json: [],
  texts: ['encoding'],
  xlsx: [],
  parquet: [],
  arrow: [],
};

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
  readonly delimiter: 'comma' | 'tab' | 'semicolon';
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
