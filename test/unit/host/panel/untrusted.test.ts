// In a workspace that nobody trusts a panel only looks, whatever its page asks: no training, no measuring of devices,
// no installation; what waits for trust begins when it is given.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { installTensorflow } from '../../../../src/host/commands/tensorflow.js';
import type { Host } from '../../../../src/host/host.js';
import { PanelController } from '../../../../src/host/panel/panelController.js';
import type { PanelMemory } from '../../../../src/host/panel/panelMemory.js';
import type { RunSummary } from '../../../../src/shared/messages/models.js';
import { type FromPanel, fromPanelSchema } from '../../../../src/shared/messages/panel.js';

const editor = vi.hoisted(() => ({
  isTrusted: false,
  executed: [] as string[],
  grant: [] as (() => void)[],
}));
vi.mock('vscode', () => {
  const disposable = { dispose: () => undefined };
  const listen = () => disposable;
  class Named {
    constructor(readonly name: unknown) {}
  }
  return {
    ...{ ThemeColor: Named, ThemeIcon: Named, RelativePattern: Named, Selection: Named, Range: Named },
    ...{ MarkdownString: Named, TreeItem: Named, Diagnostic: Named, EventEmitter: Named, Hover: Named },
    TreeItemCollapsibleState: { None: 0 },
    OverviewRulerLane: { Center: 2 },
    TextEditorRevealType: { InCenterIfOutsideViewport: 2 },
    ViewColumn: { Beside: -2 },
    StatusBarAlignment: { Left: 1 },
    QuickPickItemKind: { Separator: -1 },
    ProgressLocation: { Notification: 15, Window: 10 },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2 },
    Uri: { file: (path: string) => ({ fsPath: path, scheme: 'file' }) },
    env: { language: 'en', clipboard: { writeText: async () => undefined }, openExternal: async () => true },
    commands: { executeCommand: async (name: string) => void editor.executed.push(name) },
    window: {
      createTextEditorDecorationType: () => disposable,
      onDidChangeVisibleTextEditors: listen,
      visibleTextEditors: [],
      showOpenDialog: async () => undefined,
      showSaveDialog: async () => undefined,
      showInformationMessage: async () => undefined,
      showWarningMessage: async () => undefined,
      showErrorMessage: async () => undefined,
      showQuickPick: async () => undefined,
      setStatusBarMessage: () => disposable,
      withProgress: async () => undefined,
    },
    workspace: {
      get isTrusted() {
        return editor.isTrusted;
      },
      onDidGrantWorkspaceTrust: (tell: () => void) => {
        editor.grant.push(tell);
        return disposable;
      },
      asRelativePath: ({ fsPath }: { fsPath: string }) => fsPath,
      workspaceFolders: [],
      getConfiguration: () => ({ get: () => undefined }),
      createFileSystemWatcher: () => ({
        ...disposable,
        onDidChange: listen,
        onDidCreate: listen,
        onDidDelete: listen,
      }),
    },
  };
});

/** What only reads files that are named, or brings what a person chose: nothing else may be asked for. */
const harmless = [
  ...['inspect', 'rows', 'tokenLengths', 'closeData', 'modelInfo', 'estimate', 'runs', 'journal', 'evaluation'],
];

let folder: string;
let asked: { readonly method: string; readonly params: unknown }[];
let started: unknown[];
let panel: PanelController;
let send: (message: unknown) => void;
let host: Host;

beforeEach(() => {
  [asked, started, editor.executed, editor.grant, editor.isTrusted] = [[], [], [], [], false];
  folder = mkdtempSync(join(tmpdir(), 'untrusted-'));
  mkdirSync(join(folder, '.finetune', 'run-1', 'model'), { recursive: true });
  writeFileSync(join(folder, 'rows.csv'), 'text,label\na,b\n');
  const request = async (method: string, params: unknown) => {
    asked.push({ method, params });
    if (method === 'runs') return { runs: [finishedRun()] };
    if (method === 'journal') return { events: [], next: 0, more: false };
    throw new Error('no service here');
  };
  const liveRuns = {
    onChange: () => ({ dispose: () => undefined }),
    byFolder: () => null,
    attach: async () => null,
    start: async (...run: unknown[]) => {
      started.push(run);
      throw new Error('no worker here');
    },
  };
  const silent = { write: () => undefined, follow: () => undefined, show: () => undefined };
  host = {
    service: { request },
    liveRuns,
    log: silent,
    program: { environment: {} },
    diagnostics: { set: () => undefined, delete: () => undefined },
    hoverModel: { onChange: () => ({ dispose: () => undefined }), choose: async () => undefined, current: null },
    statusBar: { seen: () => undefined },
    panels: { measureDevices: () => undefined },
  } as unknown as Host;
  const view = {
    visible: true,
    webview: {
      onDidReceiveMessage: (take: (message: unknown) => void) => ((send = take), { dispose: () => undefined }),
      postMessage: async () => true,
    },
    onDidChangeViewState: () => ({ dispose: () => undefined }),
  };
  const memory = { get: () => undefined, set: async () => undefined } as unknown as PanelMemory;
  panel = new PanelController(host, join(folder, 'rows.csv'), view as never, memory);
});
afterEach(() => {
  panel.dispose();
  rmSync(folder, { recursive: true });
});

const run = () => join(folder, '.finetune', 'run-1');
/** A run of a stranger's that is done, as its journal says. */
const finishedRun = (): RunSummary => ({
  ...{ folder: run(), name: 'run-1', data: join(folder, 'rows.csv'), model: null, state: 'done' },
  ...{ created: '2026-01-01T00:00:00Z', changed: '', step: 2, steps: 2, loss: 1, scores: null, labels: [] },
  ...{ failure: null, finished: join(run(), 'model') },
});

/** Every message that a page may send; one of a new kind has to be added, or the last test names it. */
const messages: readonly FromPanel[] = [
  { type: 'ready' },
  { type: 'settings', revision: 1, values: { model: join('.finetune', 'run-1', 'model'), device: 'tensorflow' } },
  { type: 'browse', setting: 'model' },
  { type: 'saveSettings' },
  { type: 'loadSettings' },
  { type: 'copyCommandLine' },
  { type: 'rows', data: 1, from: 0, count: 1 },
  { type: 'readAgain' },
  { type: 'measureDevices' },
  { type: 'installTensorflow' },
  { type: 'openLines', file: 'evaluation', lines: [] },
  { type: 'openWrongRows' },
  { type: 'openMatrix' },
  { type: 'start', revision: 2, values: { device: 'tensorflow' } },
  { type: 'pause' },
  { type: 'resume', rowsAtOnce: null },
  { type: 'stop' },
  { type: 'stopAndKeepBest' },
  { type: 'newRun' },
  { type: 'useForHover', use: true },
  { type: 'openModelFolder' },
  { type: 'openModelCard' },
  { type: 'showLog' },
  { type: 'defect', message: 'x' },
];
/** Those by which a person brings a model of the hub, or uses one that is there: asked for by a click alone. */
const ofPersons: readonly FromPanel['type'][] = [
  ...(['chooseHubModel', 'downloadModel', 'continueDownload', 'cancelDownload', 'classify', 'export'] as const),
];

const settled = () => new Promise((resolve) => setTimeout(resolve, 400));

describe('a panel of a workspace that is not trusted', () => {
  test('starts no training, measures nothing and installs nothing, whatever its page sends', async () => {
    panel.open(run());
    await settled();
    for (const message of messages) send(message);
    await settled();
    await panel.showRun(run());
    for (const message of messages) send(message);
    await settled();
    expect(started).toEqual([]);
    expect(asked.map(({ method }) => method).filter((method) => !harmless.includes(method))).toEqual([]);
    expect(asked.length).toBeGreaterThan(3);
    const evaluations = asked.filter(({ method }) => method === 'evaluation');
    expect(evaluations.length).toBeGreaterThan(0);
    for (const { params } of evaluations) expect(params).toMatchObject({ compute: false });
  });

  test('asks for trust where training is wanted, and begins nothing by itself once it is given', async () => {
    panel.open(null);
    await settled();
    send({ type: 'start', revision: 1, values: {} });
    await settled();
    expect(editor.executed).toContain('workbench.trust.manage');
    expect(started).toEqual([]);
    editor.isTrusted = true;
    for (const tell of editor.grant) tell();
    await settled();
    expect(asked.map(({ method }) => method)).toContain('devices');
    expect(started).toEqual([]);
    send({ type: 'start', revision: 2, values: {} });
    await settled();
    expect(started).toHaveLength(1);
  });

  test('installs no TensorFlow by the command either', async () => {
    await installTensorflow(host);
    expect(asked).toEqual([]);
  });

  test('is tried with every message there is', () => {
    const kinds = fromPanelSchema.options.map((option) => option.shape.type.value);
    expect([...messages.map(({ type }) => type), ...ofPersons].sort()).toEqual([...kinds].sort());
  });
});
