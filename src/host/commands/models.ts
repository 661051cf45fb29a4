// Choosing a model that can classify: a finished run of the workspace, or a folder.

import { basename } from 'node:path';
import { QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { headline } from '../figures.js';
import type { ChosenModel } from '../hover/hoverModel.js';
import type { Host } from '../host.js';
import { displayLocale, say } from '../locale.js';
import { placeOf } from '../runs/places.js';
import { searchRoots } from '../runs/roots.js';

interface ModelItem extends QuickPickItem {
  /** Null: none. Undefined of a row that is no model. */
  readonly model?: ChosenModel | null;
  readonly folder?: true;
}

/** Null for "none", where that is offered; undefined when nothing was chosen. */
export async function chooseModel(host: Host, title: string, none: boolean): Promise<ChosenModel | null | undefined> {
  const items = await modelItems(host);
  if (none) items.push({ label: `$(circle-slash) ${say('noModel')}`, detail: say('noModelDetail'), model: null });
  const chosen = await window.showQuickPick(items, { title, placeHolder: title, matchOnDescription: true });
  return chosen?.folder === true ? chooseFolder(host) : chosen?.model;
}

/** The models of the workspace's finished runs. */
export async function finishedRuns(host: Host): Promise<(ChosenModel & { readonly description: string })[]> {
  const { runs } = await host.service.request('runs', { roots: searchRoots() });
  return runs.flatMap((run) => {
    const { finished, name, scores } = run;
    if (finished === null) return [];
    const description = [placeOf(run, runs), scores === null ? '' : headline(scores, displayLocale())];
    return [{ folder: finished, name, description: description.filter((part) => part !== '').join(' · ') }];
  });
}

async function modelItems(host: Host): Promise<ModelItem[]> {
  const current = host.hoverModel.current?.folder;
  const runs = await finishedRuns(host);
  const items: ModelItem[] = runs.map(({ folder, name, description }) => ({ label: `$(${folder === current ? 'eye' : 'pass'}) ${name}`, description, model: { folder, name } }));
  if (items.length > 0) items.unshift({ label: say('finishedRuns'), kind: QuickPickItemKind.Separator });
  items.push({ label: say('otherModels'), kind: QuickPickItemKind.Separator });
  items.push({ label: `$(folder-opened) ${say('modelFolder')}`, detail: say('modelFolderDetail'), folder: true });
  return items;
}

/** A folder is looked at before it is taken: a model without a head has no labels to give. */
async function chooseFolder({ service }: Host): Promise<ChosenModel | undefined> {
  const chosen = await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: say('chooseSetting') });
  const folder = chosen?.[0]?.fsPath;
  if (folder === undefined) return undefined;
  const info = await service.request('modelInfo', { model: folder, labels: null });
  if (info.labels !== null || info.task === 'regression') return { folder, name: info.name };
  await window.showWarningMessage(say('noHead', { model: basename(folder) }));
  return undefined;
}
