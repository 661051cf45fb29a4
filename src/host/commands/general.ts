// Commands of the palette and of menus: open a panel, control the run, choose the model of the hover.

import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Uri, window, workspace } from 'vscode';

import { isUserError } from '../../shared/errors.js';
import { configuration, configurationSection } from '../../shared/ids.js';
import { shortModelName } from '../../shared/modelName.js';
import { choose } from '../doors/lists.js';
import { inform, sayBriefly } from '../doors/messages.js';
import { chooseFormat, exportModel } from '../exporting.js';
import type { Host } from '../host.js';
import { isFolder } from '../isFolder.js';
import { displayLocale, say } from '../locale.js';
import type { LiveRun } from '../runs/liveRun.js';
import { tableFile } from './arguments.js';
import { chooseModel, finishedRuns, obtainOfHub } from './models.js';
import { tableOf } from './tableOf.js';

export async function fineTune(host: Host, args: readonly unknown[]): Promise<void> {
  const file = await tableFile(args);
  if (file === null) return;
  if (isFolder(file)) await checkDataset(host, file);
  host.panels.show(file);
}

/**
 * Refuses a folder that holds no dataset with a message, without opening a panel. Other problems of a dataset are shown
 * in its panel.
 */
async function checkDataset(host: Host, folder: string): Promise<void> {
  try {
    await tableOf(host, folder);
  } catch (error) {
    if (!isUserError(error) || error.code === 'data.isFolder') throw error;
  }
}

/** The sample in the language of VS Code, and the name of its copy. */
const samples = {
  en: { file: 'samples/tickets.csv', copy: 'tickets-sample.csv' },
  zh: { file: 'samples/reviews.csv', copy: 'reviews-sample.csv' },
} as const;

/**
 * Copies the sample into the workspace, or into the extension's own folder where no workspace is open, and opens its
 * panel.
 */
export async function openSample({ context, panels }: Host): Promise<void> {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri ?? context.globalStorageUri;
  await workspace.fs.createDirectory(folder);
  const sample = samples[displayLocale()];
  const file = join(folder.fsPath, sample.copy);
  if (!existsSync(file)) await copyFile(context.asAbsolutePath(sample.file), file);
  await window.showTextDocument(Uri.file(file), { preview: false });
  panels.show(file);
}

/** Shows the run of the status bar, or else the current one. */
export async function showRun({ panels, statusBar, liveRuns }: Host): Promise<void> {
  const run = statusBar.run ?? liveRuns.current;
  if (run === null) {
    void inform(say('noRun'));
    return;
  }
  if (run.folder === null) panels.show(run.data);
  else await panels.showRun(run.folder, run.data, run.status.phase === 'done' ? 'evaluation' : 'training');
  statusBar.seen(run.folder);
}

/** Sends a command to the current run; shows a message where there is none. */
export async function tellRun({ liveRuns }: Host, tell: (run: LiveRun) => Promise<void>): Promise<void> {
  const run = liveRuns.current;
  if (run === null) {
    void inform(say('noRun'));
    return;
  }
  await tell(run);
}

export async function chooseHoverModel(host: Host): Promise<void> {
  const model = await chooseModel(host, say('chooseHoverModel'), host.hoverModel.current !== null);
  if (model === undefined) return;
  await host.hoverModel.choose(model);
  if (model === null) return;
  await turnHover(true);
  sayBriefly(say('hoverChosen', { model: model.name }), 6000);
}

/**
 * Switches the hover on or off: in the workspace's settings where they have a value of their own, else in the user's.
 */
export async function turnHover(on: boolean): Promise<void> {
  const settings = workspace.getConfiguration(configurationSection);
  const own = settings.inspect<boolean>(configuration.hover)?.workspaceValue !== undefined;
  if (settings.get<boolean>(configuration.hover) !== on) await settings.update(configuration.hover, on, !own);
}

/** Downloads a model of the hub for later runs. */
export async function downloadModel(host: Host): Promise<void> {
  const model = await obtainOfHub(host);
  if (model !== null) void inform(say('hubIsHere', { model: shortModelName(model) }));
}

export async function exportFinished(host: Host): Promise<void> {
  const runs = await finishedRuns(host);
  if (runs.length === 0) {
    void inform(say('noFinishedRun'));
    return;
  }
  const chosen = await choose(
    say('chooseModel'),
    runs.map((run) => ({ label: run.name, description: run.description, value: run })),
  );
  const format = chosen === null ? null : await chooseFormat();
  if (chosen !== null && format !== null) await exportModel(host, { folder: chosen.run, name: chosen.name }, format);
}
