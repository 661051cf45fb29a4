// The model, device and cost parts of a panel: the facts about the chosen model, the measured devices, the costs of the
// settings.

import { dirname } from 'node:path';

import { type Disposable, workspace } from 'vscode';

import { UserError } from '../../shared/errors.js';
import { type Estimate, layersOf, type RunSummary } from '../../shared/messages/models.js';
import type { ModelChoice, ModelState } from '../../shared/messages/panelState.js';
import { isModelNameText, shortModelName } from '../../shared/modelName.js';
import { describeNotice } from '../../shared/notices.js';
import { inform } from '../doors/messages.js';
import { failureOf } from '../failures.js';
import { chooseHubModel } from '../hub/chooseHubModel.js';
import { ModelDownload } from '../hub/modelDownload.js';
import { displayLocale } from '../locale.js';
import { placeOf } from '../runs/places.js';
import { searchRoots } from '../runs/roots.js';
import { Cancelled } from '../workerClient/connection.js';
import { fixedChoices } from './initialState.js';
import type { PanelContext } from './panelContext.js';
import { presetFreezes } from './presets.js';

/** Milliseconds without a change of the settings before their costs are requested. */
const restTime = 150;

export class ModelPart implements Disposable {
  private asking = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  private readonly download: ModelDownload;

  /** @param take called with a downloaded model, to make it the base model */
  constructor(
    private readonly panel: PanelContext,
    private readonly take: (model: string) => void,
  ) {
    const { service, log } = panel.host;
    this.download = new ModelDownload({
      obtain: async (name, signal, onProgress) => {
        const { model, notices } = await service.request(
          'obtainModel',
          { name },
          { signal, onProgress, timeout: Infinity },
        );
        for (const notice of notices) void inform(describeNotice(notice, displayLocale()));
        return model;
      },
      failureOf: (error) => failureOf(error, log),
      onChange: (download) => this.set({ download }),
    });
  }

  /** Asks for a model of the hub and downloads it. */
  async chooseOfHub(): Promise<void> {
    const name = await chooseHubModel(this.panel.host);
    if (name !== null) await this.bring(() => this.download.start(name, shortModelName(name)));
  }

  /** Downloads the chosen model, which is not on this computer. */
  async downloadChosen(): Promise<void> {
    const name = this.chosen();
    if (name !== null && isModelNameText(name)) await this.bring(() => this.download.start(name, shortModelName(name)));
  }

  async continueDownload(): Promise<void> {
    await this.bring(() => this.download.again());
  }

  cancelDownload(): void {
    this.download.cancel();
  }

  /** Reads the facts about the chosen model, and lists the models to choose from. */
  async read(): Promise<void> {
    await Promise.all([this.readChoices(), this.readInfo()]);
    this.estimateSoon();
  }

  async readInfo(): Promise<void> {
    const { store, host } = this.panel;
    const model = this.chosen();
    try {
      const labels = store.state.data.inspection?.labels.length ?? 0;
      const info = await host.service.request('modelInfo', {
        model,
        labels: labels > 0 ? labels : null,
        data: store.state.data.data,
      });
      if (this.chosen() === model) this.set({ info, failure: null });
    } catch (error) {
      if (this.chosen() === model) this.set({ info: null, failure: failureOf(error, host.log) });
    }
  }

  /**
   * Measures every device, once in the worker's life unless `again` is set. Measuring starts programs of the machine,
   * and therefore waits until the workspace is trusted.
   */
  async measureDevices(again: boolean): Promise<void> {
    const { store, host } = this.panel;
    if (!workspace.isTrusted) {
      const failure = failureOf(new UserError('machine.devicesUntrusted'), host.log);
      store.set({ devices: { ...store.state.devices, failure } });
      return;
    }
    store.set({ devices: { ...store.state.devices, measuring: true } });
    try {
      const { devices, measured } = await host.service.request('devices', { again });
      store.set({ devices: { measuring: false, devices, measured, failure: null } });
    } catch (error) {
      store.set({ devices: { ...store.state.devices, measuring: false, failure: failureOf(error, host.log) } });
    }
    this.estimateSoon();
  }

  estimateSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.estimate(), restTime);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asking.abort();
    this.download.dispose();
  }

  /** Downloads a model and uses it, unless another one was chosen meanwhile. */
  private async bring(obtain: () => Promise<string | null>): Promise<void> {
    const before = this.chosen();
    const model = await obtain();
    if (model !== null && this.chosen() === before) this.take(model);
  }

  private async estimate(): Promise<void> {
    const { store, host } = this.panel;
    this.asking.abort();
    this.asking = new AbortController();
    const { revision, values } = store.state.settings;
    const freeze = typeof values['freeze'] === 'string' ? values['freeze'] : '';
    const freezes = presetFreezes(freeze, layersOf(store.state.model.info?.parts ?? []));
    let estimate: Estimate | null = null;
    let failure = null;
    try {
      estimate = await host.service.request(
        'estimate',
        { data: store.state.data.data, settings: values, freezes },
        { signal: this.asking.signal },
      );
    } catch (error) {
      if (error instanceof Cancelled) return;
      failure = failureOf(error, host.log);
    }
    if (store.state.settings.revision === revision) store.set({ estimate: { revision, estimate, failure } });
  }

  /** Lists the bundled models, the finished runs of the workspace, and the chosen folder. */
  private async readChoices(): Promise<void> {
    const { store, host, file } = this.panel;
    const choices: ModelChoice[] = [...fixedChoices];
    try {
      const { runs } = await host.service.request('runs', { roots: searchRoots(dirname(file)) });
      for (const run of runs)
        if (run.finished !== null) choices.push({ folder: run.finished, name: titleOf(run, runs), kind: 'run' });
    } catch (error) {
      failureOf(error, host.log);
    }
    // Models of the hub that were chosen in this panel stay in the list.
    for (const choice of store.state.model.choices) if (choice.kind === 'hub') choices.push(choice);
    const folder = this.chosen();
    if (folder !== null && !choices.some((choice) => choice.folder === folder))
      choices.push({ folder, name: shortModelName(folder), kind: isModelNameText(folder) ? 'hub' : 'folder' });
    store.set({ model: { ...store.state.model, choices } });
  }

  private chosen(): string | null {
    const { model } = this.panel.store.state.settings.values;
    return typeof model === 'string' && model !== '' ? model : null;
  }

  private set(changes: Partial<ModelState>): void {
    const { store } = this.panel;
    store.set({ model: { ...store.state.model, ...changes } });
  }
}

function titleOf(run: RunSummary, all: readonly RunSummary[]): string {
  const place = placeOf(run, all);
  return place === '' ? run.name : `${run.name} · ${place}`;
}
