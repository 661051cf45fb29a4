// Reads a folder with a Hugging Face dataset: as save_to_disk writes it (Arrow), or as the hub stores it (Parquet,
// splits by the files' names).

import { basename, join } from 'node:path';

import * as z from 'zod';

import { exists } from '../../base/files.js';
import { parseBoundedJson } from '../../base/json.js';
import { UserError } from '../../shared/errors.js';
import { readWhole } from '../source/bytes.js';
import { type ClassNames, classNamesOf } from '../source/cellText.js';
import { damagedFailure, fileOf, statData } from '../source/dataFileErrors.js';
import type { DataFile } from '../source/row.js';
import { checkDataInside, namesIn } from './folderNames.js';

/** The files of one split. */
export interface SplitFiles {
  readonly format: 'parquet' | 'arrow';
  readonly files: readonly DataFile[];
  /** The classes in dataset_info.json; null where the files themselves have them. */
  readonly info: ClassNames | null;
}

export interface Dataset {
  readonly splits: readonly string[];
  /** The split to train on, and the one to validate on where there is one. */
  readonly training: string;
  readonly validation: string | null;
  /** Throws a UserError. */
  open(split: string): Promise<SplitFiles>;
}

const trainingNames = ['train', 'training'];
const validationNames = ['validation', 'valid', 'val', 'dev', 'eval'];
const testNames = ['test', 'testing'];
/** The hub's rule for splits: a word of the file's name, between characters that are no letters. */
const splitWord = new RegExp(
  `(?:^|[^a-z])(${[...trainingNames, ...validationNames, ...testNames].join('|')})(?:[^a-z]|$)`,
  'i',
);
/** The dataset_info.json of a dataset with thousands of classes is not longer. */
const longestInfo = 64 << 20;

const dictSchema = z.object({ splits: z.array(z.string().regex(/^(?!\.{1,2}$)[\w.-]+$/)) });
const stateSchema = z.object({ _data_files: z.array(z.object({ filename: z.string() })) });
const infoSchema = z.object({ features: z.unknown() });

/** Null for a folder without such a dataset. Throws a UserError for a damaged one. */
export async function datasetIn(folder: string): Promise<Dataset | null> {
  const names = new Set((await namesIn(folder)).map(({ name }) => name));
  if (names.has('dataset_dict.json')) {
    const { splits } = await readJson(join(folder, 'dataset_dict.json'), dictSchema);
    return datasetOf(splits, (split) => openSaved(join(folder, split), folder));
  }
  if (names.has('state.json'))
    return { splits: [], training: '', validation: null, open: () => openSaved(folder, folder) };
  return hubDataset(folder);
}

function datasetOf(splits: readonly string[], open: Dataset['open']): Dataset | null {
  const named = (wanted: readonly string[]) => splits.find((split) => wanted.includes(split.toLowerCase()));
  const training = named(trainingNames) ?? splits[0];
  if (training === undefined) return null;
  const validation = named(validationNames) ?? null;
  return { splits, training, validation: validation === training ? null : validation, open };
}

/** Reads one split that `save_to_disk` wrote, of a dataset in `whole`. */
async function openSaved(folder: string, whole: string): Promise<SplitFiles> {
  const file = join(folder, 'state.json');
  checkDataInside(file, whole);
  const state = await readJson(file, stateSchema);
  const info = join(folder, 'dataset_info.json');
  const features = (await exists(info))
    ? classNamesOf((await readJson(info, infoSchema)).features)
    : new Map<string, readonly string[]>();
  const outside = state._data_files.find(({ filename }) => basename(filename) !== filename);
  if (outside !== undefined) throw new UserError('data.damaged', { file, kind: 'Arrow', reason: outside.filename });
  return {
    format: 'arrow',
    files: await filesIn(
      state._data_files.map(({ filename }) => join(folder, filename)),
      whole,
    ),
    info: features,
  };
}

/** The Parquet files in the folder, in its folder `data`, or in its only folder that has some. */
async function hubDataset(folder: string): Promise<Dataset | null> {
  const candidates = [folder, join(folder, 'data')];
  let found: string[] = [];
  for (const candidate of candidates) if (found.length === 0) found = await parquetIn(candidate);
  if (found.length === 0) {
    const inside = await Promise.all(
      (await namesIn(folder)).filter(({ isFolder }) => isFolder).map(({ name }) => parquetIn(join(folder, name))),
    );
    const filled = inside.filter((files) => files.length > 0);
    if (filled.length === 1) found = filled[0]!;
  }
  if (found.length === 0) return null;
  const splits = new Map<string, string[]>();
  for (const file of found) {
    const split = splitWord.exec(basename(file))?.[1]?.toLowerCase() ?? 'train';
    splits.set(split, [...(splits.get(split) ?? []), file]);
  }
  return datasetOf([...splits.keys()], async (split) => ({
    format: 'parquet',
    files: await filesIn(splits.get(split)!, folder),
    info: null,
  }));
}

async function filesIn(paths: readonly string[], whole: string): Promise<DataFile[]> {
  for (const path of paths) checkDataInside(path, whole);
  return Promise.all(paths.map(fileOf));
}

async function parquetIn(folder: string): Promise<string[]> {
  if (!(await exists(folder))) return [];
  return (await namesIn(folder))
    .filter(({ name, isFolder }) => !isFolder && /\.parquet$/i.test(name))
    .map(({ name }) => join(folder, name));
}

async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>> {
  const { size } = await statData(file);
  if (size > longestInfo) throw new UserError('data.damaged', { file, kind: 'JSON', reason: `${size} bytes` });
  try {
    return schema.parse(parseBoundedJson((await readWhole(file)).toString('utf8')));
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new UserError(
        'data.damaged',
        { file, kind: 'JSON', reason: error.issues[0]?.path.join('.') ?? '' },
        { cause: error },
      );
    throw damagedFailure(error, file, 'JSON');
  }
}
