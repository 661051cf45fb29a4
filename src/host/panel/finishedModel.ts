// The panel's actions on the finished model: trying it, showing its files, using it for the hover.

import { join } from 'node:path';

import { commands as vscodeCommands, Uri } from 'vscode';

import type { FromPanel, ToPanel } from '../../shared/messages/panel.js';
import { failureOf } from '../failures.js';
import type { PanelContext } from './panelContext.js';

type Classified = Extract<ToPanel, { type: 'classified' }>;

/** The finished model of the shown run, if there is one. */
export class FinishedModel {
  /** @param folder the model's folder; null while no run is shown */
  constructor(
    private readonly panel: PanelContext,
    private readonly folder: () => string | null,
  ) {}

  async useForHover(use: boolean): Promise<void> {
    const { run } = this.panel.store.state;
    const folder = this.folder();
    if (run === null || folder === null) return;
    await this.panel.host.hoverModel.choose(use ? { folder, name: run.name } : null);
  }

  async openFolder(): Promise<void> {
    const folder = this.folder();
    if (folder !== null) await vscodeCommands.executeCommand('revealInExplorer', Uri.file(join(folder, 'config.json')));
  }

  async openCard(): Promise<void> {
    const folder = this.folder();
    if (folder !== null)
      await vscodeCommands.executeCommand('markdown.showPreview', Uri.file(join(folder, 'README.md')));
  }

  /** Classifies a sentence or a pair of sentences; does nothing without a model. */
  async classify({ id, text, pair }: Extract<FromPanel, { type: 'classify' }>): Promise<Classified> {
    const { service, log } = this.panel.host;
    const none: Classified = { type: 'classified', id, answer: null, failure: null };
    const model = this.folder();
    if (model === null) return none;
    try {
      const { predictions, milliseconds } = await service.request('predict', { model, texts: [[text, pair]] });
      return { ...none, answer: { prediction: predictions[0]!, milliseconds } };
    } catch (error) {
      return { ...none, failure: failureOf(error, log) };
    }
  }
}
