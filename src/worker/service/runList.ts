// Lists the runs below some folders: finds them, and reads both ends of their journals.

import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { stopIfAborted } from '../../jobs/interruption.js';
import { modelFolderOf } from '../../jobs/model/runPaths.js';
import { journalPath, readJournalPage, readLastEvents } from '../../runs/journal.js';
import { isLocked } from '../../runs/lock.js';
import { readRunFile, runFilePath } from '../../runs/runFile.js';
import { runsFolder } from '../../runs/runFolder.js';
import { isUserError, UserError } from '../../shared/errors.js';
import type { RunEvent, Scores } from '../../shared/events.js';
import { reasonOf } from '../../shared/failures.js';
import type { RunSummary } from '../../shared/messages/models.js';
import { isPaused } from './pausedRun.js';

const mostRuns = 1000;
/** The largest depth, and the largest number, of folders to search: a workspace may be a whole disk. */
const deepest = 12;
const mostFolders = 50_000;
/**
 * The largest number of labels of a run that are sent, and of characters of a text: a stranger's run may have millions.
 */
const mostLabels = 20;
const longestText = 1000;
const mostFigures = 200;

/** The newest first. A run that cannot be read is listed with the reason. */
export async function listRuns(roots: readonly string[], signal: AbortSignal): Promise<RunSummary[]> {
  const folders = new Set<string>();
  const budget = { left: mostFolders };
  for (const root of roots) await findRuns(resolve(root), deepest, budget, folders, signal);
  const runs: RunSummary[] = [];
  for (const folder of folders) {
    stopIfAborted(signal);
    const run = await summarise(folder);
    if (run !== null) runs.push(run);
    await nextTurn();
  }
  return runs.sort((a, b) => b.created.localeCompare(a.created)).slice(0, mostRuns);
}

async function findRuns(
  folder: string,
  depth: number,
  budget: { left: number },
  found: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  if (budget.left-- <= 0) return;
  if (budget.left % 256 === 0) await nextTurn();
  stopIfAborted(signal);
  const inside = foldersIn(folder);
  if (basename(folder) === runsFolder) {
    for (const name of inside) if (existsSync(runFilePath(join(folder, name)))) found.add(join(folder, name));
    return;
  }
  if (inside.includes(runsFolder)) await findRuns(join(folder, runsFolder), 0, budget, found, signal);
  if (depth === 0) return;
  for (const name of inside)
    if (!name.startsWith('.') && name !== 'node_modules')
      await findRuns(join(folder, name), depth - 1, budget, found, signal);
}

/**
 * The names of the folders in a folder; none when it cannot be read. Links are not followed: they may form a circle.
 */
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry: Dirent) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

async function summarise(folder: string): Promise<RunSummary | null> {
  try {
    const run = readRunFile(folder);
    const journal = journalPath(folder);
    const events = readLastEvents(journal);
    const started = readJournalPage(journal, 0).events.find((event) => event.event === 'started');
    const finished =
      existsSync(join(modelFolderOf(folder), 'config.json')) && lastOf(events, 'done') !== undefined
        ? modelFolderOf(folder)
        : null;
    const failed = events.at(-1)?.event === 'failed' ? lastOf(events, 'failed') : undefined;
    return {
      folder,
      name: basename(folder),
      data: cut(run.data),
      model: run.settings.model,
      created: run.created,
      finished,
      state: await stateOf(folder, finished !== null, failed !== undefined),
      changed: changedAt(journal) ?? run.created,
      step: stepOf(events),
      steps: started?.steps ?? 0,
      loss: lastOf(events, 'step')?.loss ?? null,
      scores: cutScores(lastOf(events, 'done')?.scores ?? lastOf(events, 'evaluation')?.scores ?? null),
      labels: (run.decisions?.labels ?? []).slice(0, mostLabels).map(cut),
      failure: failed === undefined ? null : cutFailure(failed),
    };
  } catch (error) {
    return isUserError(error) && ['run.notFound', 'run.notBegun'].includes(error.code)
      ? null
      : unreadable(folder, error);
  }
}

/** One bad run, whatever is wrong with it, never hides the others. */
function unreadable(folder: string, error: unknown): RunSummary {
  const failure = isUserError(error)
    ? error
    : new UserError('run.damaged', { file: folder, place: reasonOf(error) }, { cause: error });
  const changed = changedAt(folder) ?? new Date(0).toISOString();
  return {
    folder,
    name: basename(folder),
    data: dirname(dirname(folder)),
    model: null,
    created: changed,
    changed,
    state: 'failed',
    step: 0,
    steps: 0,
    loss: null,
    scores: null,
    labels: [],
    finished: null,
    failure: cutFailure(failure),
  };
}

function cutFailure({ code, values }: Pick<UserError, 'code' | 'values'>): NonNullable<RunSummary['failure']> {
  const short: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values)) short[name] = typeof value === 'string' ? cut(value) : value;
  return { code, values: short };
}

/** The scores, with figures for each label only where these are few. */
function cutScores(scores: Scores | null): Scores | null {
  if (scores?.kind !== 'classes' || scores.perClass.length <= mostFigures) return scores;
  return { ...scores, perClass: [], confusion: null };
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

async function stateOf(folder: string, isDone: boolean, hasFailed: boolean): Promise<RunSummary['state']> {
  if (isLocked(folder)) return (await isPaused(folder)) ? 'paused' : 'running';
  return isDone ? 'done' : hasFailed ? 'failed' : 'interrupted';
}

function lastOf<Kind extends RunEvent['event']>(
  events: readonly RunEvent[],
  kind: Kind,
): Extract<RunEvent, { event: Kind }> | undefined {
  return events.findLast((event): event is Extract<RunEvent, { event: Kind }> => event.event === kind);
}

function stepOf(events: readonly RunEvent[]): number {
  const last = events.findLast((event) => 'step' in event);
  return last !== undefined && 'step' in last ? last.step : 0;
}

function changedAt(file: string): string | null {
  return statSync(file, { throwIfNoEntry: false })?.mtime.toISOString() ?? null;
}
