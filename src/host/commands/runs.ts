// Commands for rows of the runs view.

import { join } from 'node:path';

import { commands as vscodeCommands, Uri, window, workspace } from 'vscode';
import * as z from 'zod';

import { parseBoundedJson } from '../../base/json.js';
import { readSmallText } from '../../base/openFile.js';
import { removeWhole } from '../../processes/unfinished.js';
import { settingsSchema } from '../../shared/events.js';
import { commands } from '../../shared/ids.js';
import type { RunSummary } from '../../shared/messages/models.js';
import { choose } from '../doors/lists.js';
import { inform, isConfirmed, sayBriefly, warn } from '../doors/messages.js';
import { chooseFormat, exportModel } from '../exporting.js';
import type { Host } from '../host.js';
import { displayLocale, say } from '../locale.js';
import { type ComparedRun, comparison } from '../runs/comparison.js';
import { placeOf } from '../runs/places.js';
import { searchRoots } from '../runs/roots.js';
import { runText } from '../runs/runText.js';
import { withShownFailure } from '../shownPaths.js';

const runFile = z.looseObject({ settings: settingsSchema });

export async function openRun(host: Host, [run]: readonly RunSummary[]): Promise<void> {
  if (run !== undefined)
    await host.panels.showRun(run.folder, run.data, run.state === 'done' ? 'evaluation' : 'training');
}

export async function useRunForHover({ hoverModel }: Host, [run]: readonly RunSummary[]): Promise<void> {
  if (run?.finished == null) return;
  await hoverModel.choose({ folder: run.finished, name: run.name });
  sayBriefly(say('hoverChosen', { model: run.name }), 6000);
}

export async function resumeRun(host: Host, [run]: readonly RunSummary[]): Promise<void> {
  if (run === undefined) return;
  if (!workspace.isTrusted) {
    void warn(say('untrusted'));
    return;
  }
  const living = host.liveRuns.byFolder(run.folder);
  if (living === null) await host.liveRuns.start({ kind: 'resume', folder: run.folder, rowsAtOnce: null }, run.data);
  else await living.resume();
  await host.panels.showRun(run.folder, run.data);
}

/** Resumes the paused run, or else a run of the workspace that was stopped, was killed or failed. */
export async function resumeAny(host: Host): Promise<void> {
  const { current } = host.liveRuns;
  if (current?.status.phase === 'paused') return current.resume();
  const { runs } = await host.service.request('runs', { roots: searchRoots() });
  const items = runs
    .filter(({ state }) => state === 'interrupted' || state === 'failed')
    .map((run) => {
      const { icon, description } = runText(
        withShownFailure(run),
        false,
        displayLocale(),
        Date.now(),
        placeOf(run, runs),
      );
      return { icon, label: run.name, description, value: run };
    });
  if (items.length === 0) {
    void inform(say('noUnfinishedRun'));
    return;
  }
  const chosen = items.length === 1 ? items[0]!.value : await choose(say('resumeWhich'), items);
  if (chosen !== null) await resumeRun(host, [chosen]);
}

export async function compareRuns(_host: Host, runs: readonly RunSummary[]): Promise<void> {
  if (runs.length < 2) {
    void inform(say('compareTwo'));
    return;
  }
  const compared = await Promise.all(
    runs.map(async (summary): Promise<ComparedRun> => ({ summary, settings: await settingsOf(summary) })),
  );
  const document = await workspace.openTextDocument({
    language: 'markdown',
    content: comparison(compared, displayLocale()),
  });
  await window.showTextDocument(document, { preview: true });
  await vscodeCommands.executeCommand('markdown.showPreview', document.uri);
}

export async function exportRun(host: Host, [run]: readonly RunSummary[]): Promise<void> {
  if (run?.finished == null) return;
  const format = await chooseFormat();
  if (format !== null) await exportModel(host, run, format);
}

export async function revealRun(_host: Host, [run]: readonly RunSummary[]): Promise<void> {
  if (run !== undefined)
    await vscodeCommands.executeCommand('revealInExplorer', Uri.file(join(run.folder, 'run.json')));
}

/** Deletes runs after a confirmation, since a deleted run cannot be restored. */
export async function deleteRuns({ liveRuns, hoverModel }: Host, runs: readonly RunSummary[]): Promise<void> {
  const [first] = runs;
  if (first === undefined) return;
  const living = runs.find(({ folder }) => liveRuns.byFolder(folder) !== null);
  if (living !== undefined) {
    void warn(say('stillRunning', { run: living.name }));
    return;
  }
  const question =
    runs.length === 1 ? say('deleteRun', { run: first.name }) : say('deleteRuns', { count: runs.length });
  if (!(await isConfirmed('warning', question, say('deleteDetail'), say('delete')))) return;
  for (const { folder, finished } of runs) {
    const chosen = hoverModel.current?.folder;
    if (chosen === folder || (finished !== null && chosen === finished)) await hoverModel.choose(null);
    await removeWhole(folder);
  }
  await vscodeCommands.executeCommand(commands.refreshRuns);
}

async function settingsOf({ folder }: RunSummary): Promise<ComparedRun['settings']> {
  try {
    return runFile.parse(parseBoundedJson(readSmallText(join(folder, 'run.json')))).settings;
  } catch {
    return null;
  }
}
