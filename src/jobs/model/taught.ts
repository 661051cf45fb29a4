// Stores how a model's training rows were read (columns, separator and rules) beside its weights, so that a copy of the
// model has them too.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import * as z from 'zod';

import { parseJson } from '../../base/json.js';
import { readSmallText } from '../../base/openFile.js';
import { parseSettings } from '../../runs/parseSettings.js';
import { readRunFile, runFilePath } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';
import type { Settings } from '../../shared/settings.js';
import { readingSettings } from '../../shared/settingValues.js';

export const taughtFileName = 'finetune_bert.json';
const taughtFormat = 1;

/**
 * The settings that are always stored: the columns. Other facts about the file are stored only where the user gave
 * them.
 */
const columnSettings = ['text', 'pair', 'label'] as const;
const ruleSettings = ['labelSeparator', 'decimal', 'mergeLabels', 'quotes', 'missing', 'threshold'] as const;

export interface Taught {
  readonly columns: Readonly<Pick<Settings, (typeof columnSettings)[number]>>;
  readonly rules: Readonly<Pick<Settings, (typeof ruleSettings)[number]>>;
  /** The notation that the user gave for the training file: another file may have another notation. */
  readonly written: Partial<Settings>;
}

const schema = z.object({ format: z.number().int().positive(), settings: z.record(z.string(), z.unknown()) });

/**
 * The text of the file.
 * @param settings the run's settings with all decisions
 * @param detected names of those that were detected from the file
 */
export function taughtText(settings: Settings, detected: readonly string[]): string {
  const given = readingSettings.filter((name) => !detected.includes(name) && settings[name] !== 'auto');
  const kept = [...columnSettings, ...ruleSettings, ...given].map((name) => [name, settings[name]] as const);
  return `${JSON.stringify({ format: taughtFormat, settings: Object.fromEntries(kept) }, null, 2)}\n`;
}

/**
 * How the training rows of the model in this folder were read; null for a model that no run of this product made.
 * Throws `run.damaged` and `run.newerFormat` for a file that cannot be understood, `setting.*` for one that was edited
 * wrongly.
 */
export async function readTaught(folder: string): Promise<Taught | null> {
  const file = join(folder, taughtFileName);
  if (!existsSync(file)) return taughtByRun(folder);
  const parsed = schema.safeParse(parseJson(readSmallText(file)));
  if (!parsed.success) throw new UserError('run.damaged', { file, place: taughtFileName });
  const { format, settings } = parsed.data;
  if (format > taughtFormat) throw new UserError('run.newerFormat', { file, format, known: taughtFormat });
  const decided = parseSettings(settings);
  return taughtOf(
    decided,
    readingSettings.filter((name) => settings[name] !== undefined),
  );
}

/**
 * The facts from a run of an earlier version, which wrote nothing beside its model, and does not record what the user
 * gave.
 */
function taughtByRun(folder: string): Taught | null {
  const run = dirname(folder);
  if (basename(folder) !== 'model' || !existsSync(runFilePath(run))) return null;
  const { settings, decisions } = readRunFile(run);
  const detected = decisions?.detected ?? readingSettings;
  return taughtOf(
    settings,
    readingSettings.filter((name) => !detected.includes(name) && settings[name] !== 'auto'),
  );
}

function pick<Name extends keyof Settings>(settings: Settings, names: readonly Name[]): Pick<Settings, Name> {
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as Pick<Settings, Name>;
}

function taughtOf(settings: Settings, given: readonly (typeof readingSettings)[number][]): Taught {
  const { text, pair, label } = settings;
  return {
    columns: { text, pair, label },
    rules: pick(settings, ruleSettings),
    written: Object.fromEntries(given.map((name) => [name, settings[name]])),
  };
}
