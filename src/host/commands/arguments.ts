// What VS Code hands to a command: files of the explorer, rows of the runs view, or nothing.

import { Uri, window } from 'vscode';

import { dataEndings } from '../../shared/ids.js';
import type { RunSummary } from '../../shared/messages/models.js';
import { choose } from '../doors/lists.js';
import { warn } from '../doors/messages.js';
import { say } from '../locale.js';
import { RunItem } from '../runs/runsView.js';

const tables = new RegExp(`\\.(${dataEndings.join('|')})$`, 'i');

/** The file or folder that was clicked in the explorer or an editor's title. */
export function fileArgument([first]: readonly unknown[]): Uri | null {
  return first instanceof Uri ? first : null;
}

/** The rows of the runs view that a command applies to: the whole selection when the clicked row is part of it. */
export function runArguments([first, selected]: readonly unknown[]): RunSummary[] {
  const items: unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [first];
  return items.filter((item) => item instanceof RunItem).map(({ run }) => run);
}

/**
 * The path of the file or folder that was clicked, that is being edited, or that the user chooses; null when nothing
 * was chosen.
 */
export async function tableFile(args: readonly unknown[]): Promise<string | null> {
  const active = window.activeTextEditor?.document.uri;
  const uri = fileArgument(args) ?? (active !== undefined && tables.test(active.path) ? active : await chooseTable());
  if (uri === null) return null;
  if (uri.scheme === 'file') return uri.fsPath;
  void warn(say('notLocal'));
  return null;
}

/** Asks first whether a file or a folder is wanted: most systems have no dialog for both. */
async function chooseTable(): Promise<Uri | null> {
  const kinds = [
    {
      icon: 'file',
      label: say('dataFile'),
      value: 'file',
      description: dataEndings.map((ending) => `.${ending}`).join(' '),
    },
    { icon: 'folder', label: say('dataFolder'), description: say('dataFolderDetail'), value: 'folder' },
  ];
  const title = say('chooseData');
  const kind = await choose(title, kinds);
  if (kind === null) return null;
  const chosen = await window.showOpenDialog(
    kind === 'folder'
      ? { title, canSelectFiles: false, canSelectFolders: true, openLabel: say('chooseSetting') }
      : { title, filters: { [say('tables')]: [...dataEndings, 'txt'] } },
  );
  return chosen?.[0] ?? null;
}
