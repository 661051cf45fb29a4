// The panels of this window, one for each data file: opened by the user, or restored by VS Code after a reload.

import { readFileSync } from 'node:fs';

import { type Disposable, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import * as z from 'zod';

import { panelType } from '../../shared/ids.js';
import type { PanelPart } from '../../shared/messages/panel.js';
import { displayLocale, say } from '../locale.js';
import type { HostServices } from '../services.js';
import { pageHtml } from './pageHtml.js';
import { PanelController } from './panelController.js';
import { PanelMemory } from './panelMemory.js';

/** The state that the page stores with `setState`, as far as the host reads it. */
const pageState = z.looseObject({ file: z.string() });

export class Panels implements Disposable {
  private readonly open = new Map<string, PanelController>();
  private readonly memory: PanelMemory;

  constructor(private readonly host: HostServices) {
    this.memory = new PanelMemory(host.context.workspaceState);
  }

  /** Opens the panel of a data file or shows the open one, with the running run on that file, if any. */
  show(file: string): PanelController {
    return this.showWith(file, this.host.liveRuns.byData(file) === null);
  }

  /** @param rowsFirst whether the first view is sent before the page's script starts */
  private showWith(file: string, rowsFirst: boolean): PanelController {
    const known = this.open.get(file);
    if (known !== undefined) {
      known.panel.reveal();
      return known;
    }
    const panel = window.createWebviewPanel(panelType, say('product'), ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
    });
    const controller = this.make(file, panel);
    const living = this.host.liveRuns.byData(file);
    this.fill(controller, rowsFirst);
    controller.open(null);
    if (living !== null) controller.showLive(living);
    if (rowsFirst) void controller.sendFirstView();
    return controller;
  }

  /** Opens the panel of a run's data file with that run. */
  async showRun(folder: string, file: string, part: PanelPart = 'training'): Promise<void> {
    const controller = this.showWith(file, false);
    if (controller.runFolder !== folder) await controller.showRun(folder);
    controller.reveal(part);
  }

  /** Restores a panel that VS Code has reopened after a reload. */
  restore(panel: WebviewPanel, state: unknown): void {
    const file = pageState.safeParse(state).data?.file ?? this.memory.files.find((each) => !this.open.has(each));
    if (file === undefined) {
      panel.dispose();
      return;
    }
    const controller = this.make(file, panel);
    controller.open(this.memory.get(file)?.run ?? null);
    this.fill(controller, false);
  }

  /** Whether the run's panel is visible in the focused window. */
  isLookedAt(folder: string | null): boolean {
    return [...this.open.values()].some(
      ({ runFolder, panel }) => runFolder === folder && panel.visible && window.state.focused,
    );
  }

  /** Measures the devices again, for every panel. */
  measureDevices(): void {
    for (const controller of this.open.values()) controller.measureDevices();
  }

  serviceLost(): void {
    for (const controller of this.open.values()) controller.serviceLost();
  }

  dispose(): void {
    for (const controller of this.open.values()) controller.dispose();
  }

  private make(file: string, panel: WebviewPanel): PanelController {
    const { extensionUri } = this.host.context;
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.pageFolder] };
    panel.iconPath = {
      light: Uri.joinPath(extensionUri, 'media', 'panel-light.svg'),
      dark: Uri.joinPath(extensionUri, 'media', 'panel-dark.svg'),
    };
    const controller = new PanelController(this.host, file, panel, this.memory);
    this.open.set(file, controller);
    panel.onDidDispose(() => {
      this.open.delete(file);
      controller.dispose();
      void this.memory.forget(file);
    });
    return controller;
  }

  private fill({ panel: { webview } }: PanelController, waitsForRows: boolean): void {
    webview.html = pageHtml({
      locale: displayLocale(),
      title: say('product'),
      source: webview.cspSource,
      script: webview.asWebviewUri(Uri.joinPath(this.pageFolder, 'panel.js')).toString(),
      style: readFileSync(Uri.joinPath(this.pageFolder, 'panel.css').fsPath, 'utf8'),
      waitsForRows,
    });
  }

  private get pageFolder(): Uri {
    return Uri.joinPath(this.host.context.extensionUri, 'dist', 'webview');
  }
}
