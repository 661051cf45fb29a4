// What is known of a data file before anything is learned from it: what `inspect` answers and a panel shows.

import type { Notice } from './notices.js';

/** What data is written in; `texts` is a folder with one folder of .txt files for each class. */
export const dataFormats = ['csv', 'jsonl', 'json', 'xlsx', 'parquet', 'arrow', 'texts'] as const;
export type DataFormat = (typeof dataFormats)[number];

/** What can be said of how each format is written. */
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
/** Why a column has its role: someone named it, its own name says so, or what is in it. */
export type ColumnReason = 'given' | 'name' | 'content';

/** Something about the rows that a person should know; `notice` makes the sentence. */
export interface Problem {
  readonly notice: Notice;
  readonly count: number;
  /**
   * The first 100 line numbers, counted from 1 in the file, or numbers of rows where it has no lines; empty where no
   * line is to blame.
   */
  readonly lines: readonly number[];
}

export interface ColumnReport {
  readonly name: string;
  readonly role: ColumnRole | null;
  readonly reason: ColumnReason | null;
  /** Share of the filled cells that are numbers. */
  readonly numberShare: number;
  /** Of the filled cells. */
  readonly meanCharacters: number;
  readonly empty: number;
  /** Different values, counted up to 1000. */
  readonly distinct: number;
  readonly distinctIsMore: boolean;
}

export interface Inspection {
  readonly file: string;
  readonly format: DataFormat;
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  readonly encoding: string;
  readonly byteOrderMark: boolean;
  readonly delimiter: 'comma' | 'tab' | 'semicolon';
  readonly header: boolean;
  readonly columns: readonly ColumnReport[];
  /** Data rows, the unusable ones included. */
  readonly rows: number;
  /** Rows with a text and a label that fits the task. */
  readonly usable: number;
  /** In the order of their ids; empty for a regression, or without a label column. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  /** There are more labels than were counted. */
  readonly labelsAreMore: boolean;
  /** Of the filled texts, in Unicode characters. */
  readonly lengths: { readonly mean: number; readonly maximum: number; readonly histogram: readonly LengthBin[] };
  readonly problems: readonly Problem[];
}

/** Texts with more characters than the bin before and at most `upTo`; null for no limit. */
export interface LengthBin {
  readonly upTo: number | null;
  readonly count: number;
}
