// Lets the user choose a model that can classify: a finished run of the workspace, a folder, or a model of the hub.

import { window } from 'vscode';

import type { Download } from '../../shared/messages/models.js';
import { shortModelName } from '../../shared/modelName.js';
import { describeNotice } from '../../shared/notices.js';
import { cancellable } from '../cancellable.js';
import { type Choice, choose } from '../doors/lists.js';
import { inform, warn } from '../doors/messages.js';
import { headline } from '../figures.js';
import type { Host } from '../host.js';
import type { ChosenModel } from '../hover/hoverModel.js';
import { chooseHubModel } from '../hub/chooseHubModel.js';
import { displayLocale, say } from '../locale.js';
import { placeOf } from '../runs/places.js';
import { searchRoots } from '../runs/roots.js';

/** A model, none, or a kind of model that the user has yet to name. */
type ModelAnswer = { readonly model: ChosenModel | null } | 'folder' | 'hub';

/** The chosen model; null for "none", where that is offered; undefined when nothing was chosen. */
export async function chooseModel(host: Host, title: string, none: boolean): Promise<ChosenModel | null | undefined> {
  const items = await modelItems(host);
  if (none)
    items.push({ icon: 'circle-slash', label: say('noModel'), detail: say('noModelDetail'), value: { model: null } });
  const chosen = await choose(title, items);
  if (chosen === 'folder') return chooseFolder(host);
  return chosen === 'hub' ? chooseOfHub(host) : chosen?.model;
}

/** A run's model; `run` is its folder. */
interface FinishedRun extends ChosenModel {
  readonly run: string;
  readonly description: string;
}

/** The models of the workspace's finished runs. */
export async function finishedRuns(host: Host): Promise<FinishedRun[]> {
  const { runs } = await host.service.request('runs', { roots: searchRoots() });
  return runs.flatMap((run) => {
    const { finished, name, scores } = run;
    if (finished === null) return [];
    const description = [placeOf(run, runs), scores === null ? '' : headline(scores, displayLocale())];
    return [
      { folder: finished, run: run.folder, name, description: description.filter((part) => part !== '').join(' · ') },
    ];
  });
}

async function modelItems(host: Host): Promise<Choice<ModelAnswer>[]> {
  const current = host.hoverModel.current?.folder;
  const runs = await finishedRuns(host);
  const items: Choice<ModelAnswer>[] = runs.map(({ folder, name, description }) => ({
    icon: folder === current ? 'eye' : 'pass',
    label: name,
    description,
    value: { model: { folder, name } },
  }));
  if (items.length > 0) items.unshift({ label: say('finishedRuns'), heading: true, value: null });
  items.push({ label: say('otherModels'), heading: true, value: null });
  items.push({ icon: 'folder-opened', label: say('modelFolder'), detail: say('modelFolderDetail'), value: 'folder' });
  items.push({ icon: 'cloud-download', label: say('hubModel'), detail: say('hubModelDetail'), value: 'hub' });
  return items;
}

async function chooseFolder(host: Host): Promise<ChosenModel | undefined> {
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: say('chooseSetting'),
  });
  const folder = chosen?.[0]?.fsPath;
  return folder === undefined ? undefined : withHead(host, folder);
}

async function chooseOfHub(host: Host): Promise<ChosenModel | undefined> {
  const model = await obtainOfHub(host);
  return model === null ? undefined : withHead(host, model);
}

/**
 * Lets the user choose a model of the hub, and downloads it unless it is in the cache; null when nothing was chosen or
 * the download was cancelled.
 */
export async function obtainOfHub(host: Host): Promise<string | null> {
  const name = await chooseHubModel(host);
  if (name === null) return null;
  const title = say('hubDownloading', { model: shortModelName(name) });
  const obtained = await cancellable(
    title,
    (signal, progress) => {
      let before = 0;
      const onProgress = ({ bytes, total }: Download) => {
        const increment = total === 0 ? 0 : (100 * (bytes - before)) / total;
        before = bytes;
        progress.report({
          increment,
          message: say('hubProgress', { bytes: Math.round(bytes / 1e6), total: Math.ceil(total / 1e6) }),
        });
      };
      return host.service.request('obtainModel', { name }, { signal, onProgress, timeout: Infinity });
    },
    'hubCancelled',
  );
  for (const notice of obtained?.notices ?? []) void inform(describeNotice(notice, displayLocale()));
  return obtained?.model ?? null;
}

/** Checks a model before it is used: one without a classification head cannot classify. */
async function withHead({ service }: Host, model: string): Promise<ChosenModel | undefined> {
  const info = await service.request('modelInfo', { model, labels: null });
  if (info.labels !== null || info.task === 'regression') return { folder: model, name: info.name };
  await warn(say('noHead', { model: shortModelName(model) }));
  return undefined;
}
