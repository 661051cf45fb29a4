// The messages between host and worker about a data file: opening it, inspecting it, its rows, and its token counts.

import * as z from 'zod';

import { dataFormatNames, type Inspection } from '../inspection.js';
import { noticeSchema } from './failures.js';

const count = z.int().nonnegative();

/** An absolute path on the worker's machine. */
export const pathSchema = z.string().min(1).max(4096);

/** The given settings by name; the worker parses each and answers `setting.*` for a value that is not allowed. */
export const givenSettingsSchema = z.record(
  z.string().max(64),
  z.union([z.string().max(4096), z.number(), z.boolean(), z.null()]),
);
export type GivenSettingsMessage = z.infer<typeof givenSettingsSchema>;

/** The number of an opened data file; it belongs to the connection, and is closed with it or by `closeData`. */
export const dataIdSchema = z.int().positive();

const columnRole = z.enum(['text', 'label', 'pair']);
const columnReason = z.enum(['given', 'name', 'content']);

/** The notation of the file and the columns that matter: known before its rows are read. */
export const tableFactsSchema = z.object({
  file: z.string(),
  format: z.enum(dataFormatNames),
  bytes: count,
  encoding: z.string(),
  byteOrderMark: z.boolean(),
  delimiter: z.string(),
  header: z.boolean(),
  columns: z.array(z.object({ name: z.string(), role: columnRole.nullable(), reason: columnReason.nullable() })),
});
export type TableFacts = z.infer<typeof tableFactsSchema>;

/** The number of characters of a cell that are shown; a longer cell is cut there. */
export const shownCharacters = 500;

export const rowSchema = z.object({
  /** The index among the data rows, from 0. */
  row: count,
  /** The line of the file on which it begins, from 1; the row's number where the file has no lines. */
  line: z.int().positive(),
  /** At most `shownCharacters` of each cell; as many cells as the row has, which may be too few or too many. */
  cells: z.array(z.string()),
  /**
   * The number of tokens of its text, special tokens included, before truncation; null where it was not requested or
   * there is no text.
   */
  tokens: count.nullable(),
});
export type DataRow = z.infer<typeof rowSchema>;

export const problemSchema = z.object({ notice: noticeSchema, count, lines: z.array(z.int().positive()) });

const labelCounts = z.array(z.object({ label: z.string(), count }));

/** The counts while the file is being read; they grow. Labels: at most 200, in the order of their ids. */
export const countsSchema = z.object({
  bytesRead: count,
  bytes: count,
  rows: count,
  usable: count,
  labels: labelCounts,
  labelsAreMore: z.boolean(),
  problems: z.array(problemSchema),
});
export type DataCounts = z.infer<typeof countsSchema>;

export const inspectionSchema: z.ZodType<Inspection> = z.object({
  file: z.string(),
  format: z.enum(dataFormatNames),
  bytes: count,
  sha256: z.string(),
  encoding: z.string(),
  byteOrderMark: z.boolean(),
  delimiter: z.string(),
  header: z.boolean(),
  columns: z.array(
    z.object({
      name: z.string(),
      role: columnRole.nullable(),
      reason: columnReason.nullable(),
      numberShare: z.number(),
      meanCharacters: z.number(),
      empty: count,
      distinct: count,
      distinctIsMore: z.boolean(),
    }),
  ),
  rows: count,
  usable: count,
  labels: labelCounts,
  labelsAreMore: z.boolean(),
  lengths: z.object({
    mean: z.number(),
    maximum: count,
    histogram: z.array(z.object({ upTo: count.nullable(), count })),
  }),
  problems: z.array(problemSchema),
});

/**
 * `opened` arrives once and first, within about 100 ms whatever the file's size; then `counted`, at most four times a
 * second.
 */
export const inspectProgressSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), data: dataIdSchema, table: tableFactsSchema, rows: z.array(rowSchema) }),
  z.object({ kind: z.literal('counted'), counts: countsSchema }),
]);
export type InspectProgress = z.infer<typeof inspectProgressSchema>;

/**
 * The texts by their number of tokens, special tokens included. Bin i counts those of (i·width, (i+1)·width] tokens;
 * the last has no upper end.
 */
export const tokenLengthsSchema = z.object({
  width: z.int().positive(),
  bins: z.array(count),
  /** The number of texts that were measured. */
  texts: count,
  /** The number of usable texts in the file. */
  of: count,
  /** Whether only every n-th text of the file was measured; shares hold, counts are to be scaled by of / texts. */
  sampled: z.boolean(),
  median: count,
  /** 95 % of the texts have at most this many tokens. */
  percentile95: count,
  longest: count,
});
export type TokenLengths = z.infer<typeof tokenLengthsSchema>;
