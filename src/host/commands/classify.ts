// Commands that classify the selection, or a whole column of a file.

import { basename, dirname, extname, join, resolve } from 'node:path';

import { commands as vscodeCommands, Uri, window, workspace } from 'vscode';

import { configuration, configurationSection } from '../../shared/ids.js';
import type { TableFacts } from '../../shared/messages/data.js';
import type { Result, ServiceMethods } from '../../shared/messages/worker.js';
import { describeNotice } from '../../shared/notices.js';
import { count } from '../../shared/numbers.js';
import { cancellable } from '../cancellable.js';
import { choose } from '../doors/lists.js';
import { inform, warn } from '../doors/messages.js';
import type { Host } from '../host.js';
import type { ChosenModel } from '../hover/hoverModel.js';
import { predictionLine } from '../hover/hoverText.js';
import { displayLocale, say } from '../locale.js';
import { tableFile } from './arguments.js';
import { chooseModel } from './models.js';
import { tableOf } from './tableOf.js';

/** Shows the chosen model's labels for the selection in a message. */
export async function classifySelection(host: Host): Promise<void> {
  const editor = window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? '';
  if (text.trim() === '') {
    void inform(say('selectText'));
    return;
  }
  const longest = workspace.getConfiguration(configurationSection).get<number>(configuration.longestSelection) ?? 0;
  if (text.length > longest) {
    void warn(say('tooLong'));
    return;
  }
  const model = await modelFor(host);
  if (model === null) return;
  const { predictions } = await host.service.request('predict', { model: model.folder, texts: [[text, null]] });
  void inform(`${predictionLine(predictions[0]!, displayLocale())} · ${model.name}`);
}

/** Writes a copy of a file with a label and probabilities for every row. */
export async function classifyColumn(host: Host, args: readonly unknown[]): Promise<void> {
  const file = await tableFile(args);
  if (file === null) return;
  const model = await chooseModel(host, say('chooseModel'), false);
  if (model == null) return;
  const columns = await chooseColumns(host, model.folder, await tableOf(host, file));
  if (columns === null) return;
  const out = await chooseCopy(file);
  if (out === null) return;
  const written = await writeCopy(host, { model: model.folder, file, ...columns, out });
  if (written === null) return;
  const open = say('open');
  const locale = displayLocale();
  const done = say('classified', { rows: count(written.rows, locale), model: model.name });
  const sentences = [done, ...written.notices.map((one) => describeNotice(one, locale))];
  const chosen = await inform(sentences.join(locale === 'en' ? ' ' : ''), open);
  if (chosen === open) await vscodeCommands.executeCommand('vscode.open', Uri.file(out));
}

/** The model of the hover; the user is asked to choose one where none is set. */
async function modelFor(host: Host): Promise<ChosenModel | null> {
  const { current } = host.hoverModel;
  if (current !== null) return current;
  const model = (await chooseModel(host, say('chooseModel'), false)) ?? null;
  if (model !== null) await host.hoverModel.choose(model);
  return model;
}

/**
 * Asks for the columns to classify; for that of the second texts only where the model was trained on pairs and the file
 * lacks that column.
 */
async function chooseColumns(
  { service }: Host,
  model: string,
  table: TableFacts,
): Promise<{ readonly column: string; readonly pair: string | null } | null> {
  const { taught } = await service.request('modelInfo', { model, labels: null });
  const column = await chooseColumn(table, say('chooseColumn'), taught?.text ?? null);
  if (column === null) return null;
  const isThere = table.columns.some(({ name }) => name === taught?.pair);
  if (taught?.pair == null || isThere) return { column, pair: null };
  const pair = await chooseColumn(table, say('chooseSecondColumn'), taught.pair);
  return pair === null ? null : { column, pair };
}

async function chooseColumn({ columns }: TableFacts, title: string, learned: string | null): Promise<string | null> {
  const isKnown = columns.some(({ name }) => name === learned);
  const items = columns.map(({ name, role }) => {
    const first = isKnown ? name === learned : role === 'text';
    return { label: name, description: first ? say(isKnown ? 'learnedFrom' : 'guessed') : '', first, value: name };
  });
  items.sort((a, b) => Number(b.first) - Number(a.first));
  return choose(title, items);
}

async function chooseCopy(file: string): Promise<string | null> {
  const suffix = extname(file);
  // The copy is a CSV whatever the format of the file.
  const ending = /^\.[ct]sv$/i.test(suffix) ? suffix : '.csv';
  const proposed = join(dirname(file), `${basename(file, suffix)}-labelled${ending}`);
  const target = await window.showSaveDialog({
    title: say('saveLabelled'),
    defaultUri: Uri.file(proposed),
    filters: { [say('tables')]: ['csv', 'tsv'] },
  });
  if (target === undefined) return null;
  if (resolve(target.fsPath) !== resolve(file)) return target.fsPath;
  void warn(say('sameFile'));
  return null;
}

interface Copy {
  readonly model: string;
  readonly file: string;
  readonly column: string;
  readonly pair: string | null;
  readonly out: string;
}

/** The written file; null when the user cancelled. */
async function writeCopy({ service }: Host, copy: Copy): Promise<Result<ServiceMethods, 'classifyFile'> | null> {
  const { file } = copy;
  return cancellable(say('classifying', { file: basename(file) }), (signal, progress) => {
    let share = 0;
    return service.request(
      'classifyFile',
      { ...copy, settings: {} },
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
}
