// A VS Code of its own for each test file: a fresh profile with the packed extension, served to a browser.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { inject } from 'vitest';

import { workerAddressSchema, workerFileName } from '../../../src/shared/messages/worker.js';
import { Workbench } from './workbench.js';

/** No tips, no news, no telemetry: nothing appears that a test does not request. */
const settings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'files.simpleDialog.enable': true,
  // Files are saved at once, so that an accidental change reaches the disk, where a test detects it.
  'files.autoSave': 'afterDelay',
  'files.autoSaveDelay': 100,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Colour themes by a short name. */
export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  contrast: 'Default High Contrast',
} as const;
export type Theme = keyof typeof themes;

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const startTimeout = 60_000;

export interface StartOptions {
  readonly theme?: Theme;
  /** Whether the folder is untrusted, for VS Code's restricted mode. Otherwise the editor does not ask for trust. */
  readonly restricted?: boolean;
  /** Settings of the machine, beside those of all tests. */
  readonly machine?: Readonly<Record<string, unknown>>;
  /** Packages (.vsix) of other extensions to be there beside ours. */
  readonly extensions?: readonly string[];
  /** Variables that VS Code is started with, beside those of the test's own environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface OpenOptions {
  /** A .code-workspace file in the profile; otherwise the workspace's folder is opened. */
  readonly workspaceFile?: string;
  readonly locale?: string;
  readonly width?: number;
  readonly height?: number;
}

export class VsCode {
  private readonly opened: Workbench[] = [];

  private constructor(
    readonly workspace: string,
    private readonly profile: string,
    private readonly server: ChildProcess,
    private readonly port: number,
    private readonly browser: Browser,
  ) {}

  /** @param fill puts files into the workspace's folder */
  static async start(
    fill: (workspace: string) => void | Promise<void>,
    { theme = 'dark', restricted = false, machine = {}, variables = {}, extensions = [] }: StartOptions = {},
  ): Promise<VsCode> {
    const profile = realpathSync(mkdtempSync(join(tmpdir(), 'ftb-e2e-')));
    const workspace = join(profile, 'work');
    mkdirSync(workspace);
    await fill(workspace);
    writeProfile(profile, theme, machine);
    const { node, codeServer, chromium: executablePath } = inject('codeServer');
    const folders = [
      '--user-data-dir',
      join(profile, 'user'),
      '--extensions-dir',
      join(profile, 'extensions'),
      '--config',
      join(profile, 'config.yaml'),
    ];
    const installed = spawnSync(
      node,
      [codeServer, ...folders, ...[inject('vsix'), ...extensions].flatMap((vsix) => ['--install-extension', vsix])],
      { encoding: 'utf8' },
    );
    if (installed.status !== 0)
      throw new Error(`the extension was not installed: ${installed.stdout}${installed.stderr}`);
    const port = await freePort();
    const flags = [
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(restricted ? [] : ['--disable-workspace-trust']),
    ];
    const server = spawn(node, [codeServer, ...flags, ...folders, workspace], {
      stdio: 'ignore',
      env: { ...process.env, ...variables },
    });
    await answers(`http://127.0.0.1:${port}/healthz`);
    const browser = await chromium.launch({ executablePath, args: browserFlags });
    return new VsCode(workspace, profile, server, port, browser);
  }

  /** Opens the workspace in a window of its own. */
  async open({ workspaceFile, locale = 'en', width = 1280, height = 900 }: OpenOptions = {}): Promise<Workbench> {
    const options: BrowserContextOptions = { viewport: { width, height }, locale };
    const page = await (await this.browser.newContext(options)).newPage();
    const place = new URLSearchParams(
      workspaceFile === undefined ? { folder: this.workspace } : { workspace: workspaceFile },
    );
    await page.goto(`http://127.0.0.1:${this.port}/?${place.toString()}`);
    const workbench = new Workbench(page);
    await workbench.ready();
    this.opened.push(workbench);
    return workbench;
  }

  /** The pages are closed first: otherwise the extension host stays alive for minutes. */
  async stop(): Promise<void> {
    for (const workbench of this.opened) await workbench.page.close();
    stopWorkers(this.workspace);
    await this.browser.close();
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill('SIGTERM');
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Runs outlive VS Code; those that a failed test has left would slow down the next. */
function stopWorkers(workspace: string): void {
  const files = readdirSync(workspace, { recursive: true, encoding: 'utf8' }).filter(
    (name) => basename(name) === workerFileName,
  );
  for (const file of files) {
    try {
      process.kill(workerAddressSchema.parse(JSON.parse(readFileSync(join(workspace, file), 'utf8'))).pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function writeProfile(profile: string, theme: Theme, machine: NonNullable<StartOptions['machine']>): void {
  const user = join(profile, 'user');
  mkdirSync(join(user, 'User'), { recursive: true });
  mkdirSync(join(user, 'Machine'));
  writeFileSync(join(user, 'Machine', 'settings.json'), JSON.stringify(machine));
  mkdirSync(join(profile, 'extensions'));
  writeFileSync(join(profile, 'config.yaml'), '');
  writeFileSync(join(user, 'User', 'argv.json'), '{}');
  writeFileSync(
    join(user, 'User', 'settings.json'),
    JSON.stringify({ ...settings, 'workbench.colorTheme': themes[theme] }),
  );
  // Chinese without a language pack: the browser's language decides, VS Code's own words stay English.
  const translation = join(user, 'zh.json');
  writeFileSync(translation, '{"":["test"],"version":"1.0.0","contents":{}}');
  const pack = {
    hash: 'test',
    extensions: [{ extensionIdentifier: { id: 'test.zh' }, version: '0.0.1' }],
    translations: { vscode: translation },
    label: '中文(简体)',
  };
  writeFileSync(join(user, 'languagepacks.json'), JSON.stringify({ 'zh-cn': pack }));
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function answers(url: string): Promise<void> {
  const until = Date.now() + startTimeout;
  for (;;) {
    const ok = await fetch(url).then(
      ({ ok: yes }) => yes,
      () => false,
    );
    if (ok) return;
    if (Date.now() > until) throw new Error(`VS Code did not answer at ${url} within ${startTimeout / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
