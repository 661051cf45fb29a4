// The data part of a panel: reads the file in the worker, measures its texts, marks its problems in the editor.

import { basename, dirname } from 'node:path';

import { type Disposable, type FileSystemWatcher, RelativePattern, Uri, workspace } from 'vscode';

import { formatEntry, type Inspection } from '../../shared/inspection.js';
import type { FromPanel, ToPanel } from '../../shared/messages/panel.js';
import type { DataState } from '../../shared/messages/panelState.js';
import { failureDiagnostics, problemDiagnostics } from '../diagnostics.js';
import { failureOf } from '../failures.js';
import { isFolder } from '../isFolder.js';
import { unreadData } from './initialState.js';
import { dataUri, type PanelContext } from './panelContext.js';

/** Milliseconds without a change of the file before it is read again. */
const restTime = 500;

export class DataPart implements Disposable {
  private reading = new AbortController();
  private measuring = new AbortController();
  private readonly watcher: FileSystemWatcher;
  private changed: NodeJS.Timeout | undefined;
  private tellOpened: () => void = () => undefined;
  /** Resolves when the first rows have arrived, or none will. */
  readonly opened = new Promise<void>((resolve) => {
    this.tellOpened = resolve;
  });

  constructor(
    private readonly panel: PanelContext,
    private readonly onRead: () => void,
  ) {
    const { file } = panel;
    const inFolder = isFolder(file);
    this.watcher = workspace.createFileSystemWatcher(
      inFolder
        ? new RelativePattern(Uri.file(file), '**/*')
        : new RelativePattern(Uri.file(dirname(file)), basename(file)),
    );
    const readSoon = () => {
      clearTimeout(this.changed);
      this.changed = setTimeout(() => void this.read(), restTime);
    };
    this.watcher.onDidChange(readSoon);
    if (!inFolder) return;
    this.watcher.onDidCreate(readSoon);
    this.watcher.onDidDelete(readSoon);
  }

  /** Reads the file from its beginning; a reading in progress is cancelled. */
  async read(): Promise<void> {
    const { panel } = this;
    const { signal } = this.restart();
    const before = panel.store.state.data.data;
    this.set({ ...unreadData });
    panel.host.diagnostics.delete(dataUri(panel));
    if (before !== null) this.forget(before);
    try {
      const { data, inspection } = await panel.host.service.request(
        'inspect',
        { file: panel.file, settings: panel.store.state.settings.values },
        {
          signal,
          timeout: Infinity,
          onProgress: (word) => {
            if (signal.aborted) return;
            if (word.kind === 'opened') {
              this.set({ data: word.data, table: word.table, rows: word.rows });
              this.tellOpened();
            } else this.set({ counts: word.counts });
          },
        },
      );
      if (signal.aborted) return;
      await this.show(data, inspection);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    } finally {
      this.tellOpened();
    }
  }

  /** Inspects the file again; the shown facts stay until the new ones have arrived. */
  async lookAgain(): Promise<void> {
    const { host, file, store } = this.panel;
    const { phase, data: before } = store.state.data;
    if (phase !== 'ready' || before === null) return this.read();
    const { signal } = this.restart();
    try {
      const { data, inspection } = await host.service.request(
        'inspect',
        { file, settings: store.state.settings.values },
        { signal, timeout: Infinity },
      );
      this.forget(signal.aborted ? data : before);
      if (!signal.aborted) await this.show(data, inspection);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  private async show(data: number, inspection: Inspection): Promise<void> {
    const { panel } = this;
    this.set({ phase: 'ready', data, inspection });
    // Other formats have no lines in which an editor could show diagnostics.
    if (formatEntry(inspection.format).kind === 'lines')
      panel.host.diagnostics.set(dataUri(panel), problemDiagnostics(inspection.problems));
    this.onRead();
    await this.measure();
  }

  /** Counts the tokens of the texts again. */
  async measure(): Promise<void> {
    const { panel } = this;
    const { data, phase } = panel.store.state.data;
    if (data === null || phase !== 'ready') return;
    this.measuring.abort();
    this.measuring = new AbortController();
    const { signal } = this.measuring;
    this.set({ measuring: true });
    try {
      const settings = panel.store.state.settings.values;
      const lengths = await panel.host.service.request(
        'tokenLengths',
        { data, settings },
        { signal, timeout: Infinity, onProgress: (so) => this.set({ lengths: so }) },
      );
      if (!signal.aborted) this.set({ lengths, measuring: false });
    } catch (error) {
      // Problems of the model are shown in its own part of the page.
      if (!signal.aborted) this.set({ lengths: null, measuring: false });
      failureOf(error, panel.host.log);
    }
  }

  async rows({ data, from, count }: Extract<FromPanel, { type: 'rows' }>): Promise<ToPanel> {
    try {
      const { rows, total } = await this.panel.host.service.request('rows', { data, from, count, tokens: true });
      return { type: 'rows', data, from, rows, total, failure: null };
    } catch (error) {
      return { type: 'rows', data, from, rows: [], total: 0, failure: failureOf(error, this.panel.host.log) };
    }
  }

  dispose(): void {
    clearTimeout(this.changed);
    this.watcher.dispose();
    this.reading.abort();
    this.measuring.abort();
    const { data } = this.panel.store.state.data;
    if (data !== null) this.forget(data);
    this.panel.host.diagnostics.delete(dataUri(this.panel));
  }

  private restart(): AbortController {
    this.reading.abort();
    this.measuring.abort();
    this.reading = new AbortController();
    return this.reading;
  }

  private fail(error: unknown): void {
    const failure = failureOf(error, this.panel.host.log);
    this.set({ phase: 'failed', failure });
    if (failure !== null) this.panel.host.diagnostics.set(dataUri(this.panel), failureDiagnostics(failure));
    this.onRead();
  }

  private forget(data: number): void {
    // A worker that has ended has closed the file already.
    this.panel.host.service.request('closeData', { data }).catch(() => undefined);
  }

  private set(changes: Partial<DataState>): void {
    const { store } = this.panel;
    store.set({ data: { ...store.state.data, ...changes } });
  }
}
