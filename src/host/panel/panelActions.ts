// The editor's actions for the page: dialogs for files and settings, opening rows, exports.

import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

import { type Disposable, env, Uri, ViewColumn, window, workspace } from 'vscode';

import { mayBeUsed } from '../../base/namedPath.js';
import { readSmallText } from '../../base/openFile.js';
import { dataEndings, lineEndings } from '../../shared/ids.js';
import type { FromPanel } from '../../shared/messages/panel.js';
import { inform, sayBriefly } from '../doors/messages.js';
import { exportModel } from '../exporting.js';
import { isFolder } from '../isFolder.js';
import { say } from '../locale.js';
import { searchRoots } from '../runs/roots.js';
import { hubEndpointIn } from '../workerClient/hubEnvironment.js';
import { commandLine } from './commandLine.js';
import { matrixCsv, wrongRowsCsv } from './csvText.js';
import { LineMarks } from './lineMarks.js';
import { mayBeOpenedElsewhere } from './namedFile.js';
import type { PanelContext } from './panelContext.js';
import { parseSettingsText, settingsText } from './settingsFile.js';

/** The largest settings file in bytes; a run.json has a few thousand. */
const longestSettings = 4_000_000;

/** Files that no editor shows as lines. */
const withoutLines = new RegExp(
  `\\.(${dataEndings.filter((ending) => !lineEndings.includes(ending)).join('|')})$`,
  'i',
);

type Message<Type extends FromPanel['type']> = Extract<FromPanel, { type: Type }>;

/** The actions of one panel. */
export class PanelActions implements Disposable {
  private readonly marks = new LineMarks();

  constructor(private readonly panel: PanelContext) {}

  dispose(): void {
    this.marks.dispose();
  }

  /**
   * Asks for a path: a folder for `model`, and for `validation` where the data is a folder, else a file. Null when
   * nothing was chosen.
   */
  async browse({ setting }: Message<'browse'>): Promise<string | null> {
    const folders = setting === 'model' || (setting === 'validation' && isFolder(this.panel.file));
    const chosen = await window.showOpenDialog({
      canSelectFiles: !folders,
      canSelectFolders: folders,
      openLabel: say('chooseSetting'),
      defaultUri: Uri.file(dirname(this.panel.file)),
    });
    return chosen?.[0]?.fsPath ?? null;
  }

  async saveSettings(): Promise<void> {
    const { file } = this.panel;
    // package.json assigns the schema of run.json by this ending.
    const proposed = join(dirname(file), `${basename(file, extname(file))}.run.json`);
    const target = await window.showSaveDialog({
      defaultUri: Uri.file(proposed),
      filters: { [say('settingsFiles')]: ['json'] },
      saveLabel: say('saveSettings'),
    });
    if (target === undefined) return;
    await writeFile(target.fsPath, settingsText(this.panel.store.state.settings.values, target.fsPath));
    await window.showTextDocument(target, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  /** Loads settings from a file that the user chooses; null when nothing was chosen. Throws UserError. */
  async loadSettings(): Promise<ReturnType<typeof parseSettingsText> | null> {
    const chosen = await window.showOpenDialog({
      defaultUri: Uri.file(dirname(this.panel.file)),
      filters: { [say('settingsFiles')]: ['json'] },
      openLabel: say('loadSettings'),
    });
    const file = chosen?.[0]?.fsPath;
    if (file === undefined) return null;
    return parseSettingsText(
      readSmallText(file, { limit: longestSettings, within: null }),
      file,
      hubEndpointIn({ ...process.env, ...this.panel.host.program.environment }),
    );
  }

  async copyCommandLine(): Promise<void> {
    const { file, store } = this.panel;
    await env.clipboard.writeText(commandLine(file, store.state.settings.values));
    sayBriefly(say('copied'), 4000);
  }

  /** Shows lines of the data or of the evaluated file, without taking the focus from the panel. */
  async openLines({ file, lines }: Message<'openLines'>): Promise<void> {
    const evaluated = this.panel.store.state.evaluation.evaluation?.file;
    const path = file === 'evaluation' && evaluated !== undefined ? evaluated : this.panel.file;
    if (!this.mayUse(path)) {
      void inform(say('fileOutside', { file: path }));
      return;
    }
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    if (!isFile || withoutLines.test(path)) return this.showElsewhere(path, lines);
    await this.marks.reveal(path, lines);
  }

  /** Whether the path may be opened: a run names the file it was evaluated on, and the run may be a stranger's. */
  private mayUse(path: string): boolean {
    const { file, store } = this.panel;
    const { validation } = store.state.settings.values;
    return mayBeUsed(path, searchRoots(dirname(file)), [file, ...(typeof validation === 'string' ? [validation] : [])]);
  }

  /**
   * Handles a file that no editor shows as lines: offers to open it with another program, and tells the row numbers.
   */
  private async showElsewhere(path: string, lines: readonly number[]): Promise<void> {
    const open = mayBeOpenedElsewhere(path) ? [say('openElsewhere')] : [];
    const rows = lines.slice(0, 12).join(', ') + (lines.length > 12 ? ', …' : '');
    const told =
      lines.length === 0
        ? say('noLines', { file: basename(path) })
        : say('rowsElsewhere', { file: basename(path), rows });
    if ((await inform(told, ...open)) !== undefined) await env.openExternal(Uri.file(path));
  }

  async openWrongRows(): Promise<void> {
    const { evaluation } = this.panel.store.state.evaluation;
    if (evaluation !== null) await openText(wrongRowsCsv(evaluation, say('wrongRows')));
  }

  async openMatrix(): Promise<void> {
    const { evaluation } = this.panel.store.state.evaluation;
    if (evaluation !== null) await openText(matrixCsv(evaluation));
  }

  /** Exports the model of the run that is shown. */
  async export(
    { format }: Message<'export'>,
    setRun: (changes: { exporting: typeof format | null }) => void,
  ): Promise<void> {
    const { run } = this.panel.store.state;
    if (run === null || run.exporting !== null) return;
    setRun({ exporting: format });
    try {
      await exportModel(this.panel.host, { folder: run.folder, name: run.name }, format);
    } finally {
      setRun({ exporting: null });
    }
  }
}

async function openText(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ content, language: 'csv' });
  // The focus stays in the panel.
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true });
}
