// What VS Code hands to a command: files of the explorer, rows of the runs view, or nothing.

import { Uri, window } from 'vscode';

import { dataEndings } from '../../shared/ids.js';
import type { RunSummary } from '../../shared/messages/models.js';
import { choose } from '../doors/lists.js';
import { warn } from '../doors/messages.js';
import { say } from '../locale.js';
import { RunItem } from '../runs/runsView.js';

const tables = new RegExp(`\\.(${dataEndings.join('|')})$`, 'i');

/** Of the explorer or an editor's title: the file or folder that was clicked. */
export function fileArgument([first]: readonly unknown[]): Uri | null {
  return first instanceof Uri ? first : null;
}

/** The rows that a command is for: all that are selected when the clicked one is among them. */
export function runArguments([first, selected]: readonly unknown[]): RunSummary[] {
  const items: unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [first];
  return items.filter((item) => item instanceof RunItem).map(({ run }) => run);
}

/**
 * The file or folder that was clicked, that is being edited, or that the person chooses; its path. Null when nothing
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

/** Most systems have no dialog in which both files and folders can be chosen. */
async function chooseTable(): Promise<Uri | null> {
  const kinds = [
    {
      ...{ icon: 'file', label: say('dataFile'), value: 'file' },
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
