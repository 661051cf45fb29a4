// Classifying what is selected, and whole columns of files.

import { basename, dirname, extname, join, resolve } from 'node:path';

import { commands as vscodeCommands, Uri, window, workspace } from 'vscode';

import { configuration, configurationSection } from '../../shared/ids.js';
import type { TableFacts } from '../../shared/messages/data.js';
import { count } from '../../shared/numbers.js';
import { cancellable } from '../cancellable.js';
import type { Host } from '../host.js';
import type { ChosenModel } from '../hover/hoverModel.js';
import { predictionLine } from '../hover/hoverText.js';
import { displayLocale, say } from '../locale.js';
import { tableFile } from './arguments.js';
import { chooseModel } from './models.js';
import { tableOf } from './tableOf.js';

/** The chosen model's labels for the selection, in a message. */
export async function classifySelection(host: Host): Promise<void> {
  const editor = window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? '';
  if (text.trim() === '') {
    void window.showInformationMessage(say('selectText'));
    return;
  }
  const longest = workspace.getConfiguration(configurationSection).get<number>(configuration.longestSelection) ?? 0;
  if (text.length > longest) {
    void window.showWarningMessage(say('tooLong'));
    return;
  }
  const model = await modelFor(host);
  if (model === null) return;
  const { predictions } = await host.service.request('predict', { model: model.folder, texts: [[text, null]] });
  void window.showInformationMessage(`${predictionLine(predictions[0]!, displayLocale())} · ${model.name}`);
}

/** Writes a copy of a file with a label and probabilities for every row. */
export async function classifyColumn(host: Host, args: readonly unknown[]): Promise<void> {
  const file = await tableFile(args);
  if (file === null) return;
  const model = await chooseModel(host, say('chooseModel'), false);
  if (model == null) return;
  const column = await chooseColumn(await tableOf(host, file));
  if (column === null) return;
  const out = await chooseCopy(file);
  if (out === null) return;
  const rows = await writeCopy(host, { model: model.folder, file, column, out });
  if (rows === null) return;
  const open = say('open');
  const chosen = await window.showInformationMessage(
    say('classified', { rows: count(rows, displayLocale()), model: model.name }),
    open,
  );
  if (chosen === open) await vscodeCommands.executeCommand('vscode.open', Uri.file(out));
}

/** The model for hovering; the person chooses one where there is none. */
async function modelFor(host: Host): Promise<ChosenModel | null> {
  const { current } = host.hoverModel;
  if (current !== null) return current;
  const model = (await chooseModel(host, say('chooseModel'), false)) ?? null;
  if (model !== null) await host.hoverModel.choose(model);
  return model;
}

async function chooseColumn({ columns }: TableFacts): Promise<string | null> {
  const items = columns.map(({ name, role }) => ({
    label: name,
    description: role === 'text' ? say('guessed') : '',
    first: role === 'text',
  }));
  items.sort((a, b) => Number(b.first) - Number(a.first));
  return (
    (await window.showQuickPick(items, { title: say('chooseColumn'), placeHolder: say('chooseColumn') }))?.label ?? null
  );
}

async function chooseCopy(file: string): Promise<string | null> {
  const suffix = extname(file);
  // Whatever the file is, its copy is a CSV.
  const ending = /^\.[ct]sv$/i.test(suffix) ? suffix : '.csv';
  const proposed = join(dirname(file), `${basename(file, suffix)}-labelled${ending}`);
  const target = await window.showSaveDialog({
    title: say('saveLabelled'),
    defaultUri: Uri.file(proposed),
    filters: { [say('tables')]: ['csv', 'tsv'] },
  });
  if (target === undefined) return null;
  if (resolve(target.fsPath) !== resolve(file)) return target.fsPath;
  void window.showWarningMessage(say('sameFile'));
  return null;
}

/** Rows that were written; null when the person cancelled. */
async function writeCopy(
  { service }: Host,
  { model, file, column, out }: { model: string; file: string; column: string; out: string },
): Promise<number | null> {
  const written = await cancellable(say('classifying', { file: basename(file) }), (signal, progress) => {
    let share = 0;
    return service.request(
      'classifyFile',
      { model, file, column, pair: null, out, settings: {} },
      {
        signal,
        timeout: Infinity,
        onProgress: (word) => {
          const now = word.bytes === 0 ? 0 : (100 * word.bytesRead) / word.bytes;
          progress.report({
            increment: now - share,
            message: say('rowsDone', { rows: count(word.rows, displayLocale()) }),
          });
          share = now;
        },
      },
    );
  });
  return written?.rows ?? null;
}
