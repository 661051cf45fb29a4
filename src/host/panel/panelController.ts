// One panel: keeps its state, answers its page, and passes each message to the responsible part.

import { join } from 'node:path';

import { commands as vscodeCommands, type Disposable, type WebviewPanel, workspace } from 'vscode';

import { commands } from '../../shared/ids.js';
import type { GivenSettingsMessage } from '../../shared/messages/data.js';
import { costIn, fastest } from '../../shared/messages/models.js';
import { type FromPanel, fromPanelSchema, type PanelPart, type ToPanel } from '../../shared/messages/panel.js';
import { plainLine } from '../../shared/plainText.js';
import { settingsThatAffect } from '../../shared/settings.js';
import type { Effect } from '../../shared/settings/setting.js';
import { showFailure } from '../failures.js';
import { displayLocale, say } from '../locale.js';
import type { LiveRun } from '../runs/liveRun.js';
import type { HostServices } from '../services.js';
import { DataPart } from './dataPart.js';
import { FinishedModel } from './finishedModel.js';
import { firstView } from './firstView.js';
import { initialState } from './initialState.js';
import { ModelPart } from './modelPart.js';
import { PanelActions } from './panelActions.js';
import type { PanelContext } from './panelContext.js';
import type { PanelMemory } from './panelMemory.js';
import { PanelStore } from './panelStore.js';
import { RunPart } from './runPart.js';

/** Creates the parts of one panel, and disposes them. */
export class PanelController implements Disposable {
  private readonly context: PanelContext;
  private readonly data: DataPart;
  private readonly model: ModelPart;
  private readonly run: RunPart;
  private readonly actions: PanelActions;
  private readonly finished: FinishedModel;
  private readonly subscriptions: Disposable[];
  private toReveal: PanelPart | null = null;
  /** Whether the page's script has started. */
  private hasBegun = false;

  constructor(
    private readonly host: HostServices,
    readonly file: string,
    readonly panel: WebviewPanel,
    private readonly memory: PanelMemory,
  ) {
    const store = new PanelStore(
      initialState(file, memory.get(file)?.settings ?? {}),
      (message) => void this.post(message),
    );
    this.context = { host, file, store };
    this.model = new ModelPart(this.context, (model) => this.takeModel(model));
    this.data = new DataPart(this.context, () => void this.model.readInfo().then(() => this.model.estimateSoon()));
    this.run = new RunPart(this.context, () => this.shown());
    this.actions = new PanelActions(this.context);
    this.finished = new FinishedModel(this.context, () => this.modelFolder);
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message) => void this.receive(message)),
      panel.onDidChangeViewState(() => this.tellSeen()),
      workspace.onDidGrantWorkspaceTrust(() => this.takeTrust()),
      host.hoverModel.onChange((chosen) =>
        this.run.setRun({ hover: chosen !== null && chosen.folder === this.modelFolder }),
      ),
    ];
  }

  /** The folder of the shown run. */
  get runFolder(): string | null {
    return this.run.folder;
  }

  /** Reads the file, and the model once the first rows have arrived; shows the given run again. */
  open(run: string | null): void {
    // Devices are measured last: a measurement beside other work is too slow, and slows that work.
    this.watch(this.data.read().then(() => this.model.measureDevices(false)));
    // The model is read while the inspection pauses (`src/worker/service/openData.ts`), so that the first rows are not
    // delayed.
    this.watch(this.data.opened.then(() => this.model.read()));
    if (run !== null) this.watch(this.run.show(run));
  }

  /** Sends the markup of the first rows, unless the page's script has started, which draws them itself. */
  async sendFirstView(): Promise<void> {
    await this.data.opened;
    const {
      file,
      data: { table, rows },
    } = this.context.store.state;
    if (table !== null && !this.hasBegun) await this.post(firstView(file.name, table, rows, displayLocale()));
  }

  showRun(folder: string): Promise<void> {
    return this.run.show(folder);
  }

  showLive(live: LiveRun): void {
    this.watch(this.run.showLive(live));
  }

  reveal(part: PanelPart): void {
    this.toReveal = part;
    void this.post({ type: 'reveal', part });
  }

  measureDevices(): void {
    this.watch(this.model.measureDevices(true));
  }

  /** Called when the worker with the open file has ended: the shown rows stay until the file was read again. */
  serviceLost(): void {
    if (this.panel.visible) void this.data.read();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.data.dispose();
    this.model.dispose();
    this.run.dispose();
    this.actions.dispose();
    this.context.store.dispose();
  }

  private async receive(raw: unknown): Promise<void> {
    const message = fromPanelSchema.safeParse(raw);
    if (!message.success) {
      this.host.log.write(`The page sent what is no message: ${message.error.message}`);
      return;
    }
    try {
      await this.handle(message.data);
    } catch (error) {
      await showFailure(error, this.host.log);
    }
  }

  private handle(message: FromPanel): Promise<void> | void {
    switch (message.type) {
      case 'ready':
        return this.begin();
      case 'settings':
        return this.takeSettings(message.revision, message.values);
      case 'browse':
        return this.browse(message);
      case 'chooseHubModel':
        return this.model.chooseOfHub();
      case 'downloadModel':
        return this.model.downloadChosen();
      case 'continueDownload':
        return this.model.continueDownload();
      case 'cancelDownload':
        return this.model.cancelDownload();
      case 'loadSettings':
        return this.loadSettings();
      case 'saveSettings':
      case 'copyCommandLine':
      case 'openWrongRows':
      case 'openMatrix':
        return this.actions[message.type]();
      case 'rows':
        return this.data.rows(message).then((answer) => this.post(answer));
      case 'readAgain':
        return this.data.read();
      case 'measureDevices':
        return this.model.measureDevices(true);
      case 'installTensorflow':
        return this.installTensorflow();
      case 'openLines':
        return this.actions.openLines(message);
      case 'start':
        return this.start(message.revision, message.values);
      case 'resume':
        return this.run.resume(message.rowsAtOnce);
      case 'pause':
      case 'stop':
      case 'stopAndKeepBest':
        return this.run.command(message.type);
      case 'newRun':
        return this.run.showNone();
      case 'useForHover':
        return this.finished.useForHover(message.use);
      case 'export':
        return this.actions.export(message, (changes) => this.run.setRun(changes));
      case 'openModelFolder':
        return this.finished.openFolder();
      case 'openModelCard':
        return this.finished.openCard();
      case 'classify':
        return this.finished.classify(message).then((answer) => this.post(answer));
      case 'showLog':
        return this.host.log.show();
      case 'defect':
        return this.host.log.write(`In the page: ${message.message}`);
    }
  }

  private takeTrust(): void {
    this.context.store.set({ trusted: true });
    this.watch(this.model.measureDevices(false));
  }

  private async installTensorflow(): Promise<void> {
    await vscodeCommands.executeCommand(commands.installTensorflow);
  }

  private begin(): void {
    this.hasBegun = true;
    this.context.store.begin();
    if (this.toReveal !== null) void this.post({ type: 'reveal', part: this.toReveal });
    this.toReveal = null;
  }

  private takeSettings(revision: number, values: GivenSettingsMessage): void {
    const { settings } = this.context.store.state;
    if (revision < settings.revision) return;
    const differs = (name: string) => settings.values[name] !== values[name];
    const affects = (effect: Effect) => settingsThatAffect(effect).some(differs);
    this.context.store.set({ settings: { revision, values } });
    this.remember();
    if (affects('reading')) void this.data.read();
    // The shown facts about the file stay while its rows are split again.
    else if (affects('split')) void this.data.lookAgain();
    else if (affects('tokens')) void this.data.measure();
    if (differs('model')) this.watch(this.model.read());
    this.model.estimateSoon();
  }

  /** Changes the settings from the host's side: a higher revision makes the page accept them. */
  private giveSettings(values: GivenSettingsMessage): void {
    this.takeSettings(this.context.store.state.settings.revision + 1, values);
  }

  /** Uses a downloaded model. Where it was chosen already, everything that depends on it is read now. */
  private takeModel(model: string): void {
    const { values } = this.context.store.state.settings;
    if (values['model'] !== model) return this.giveSettings({ ...values, model });
    this.watch(this.model.read());
    this.watch(this.data.read());
  }

  private async start(revision: number, values: GivenSettingsMessage): Promise<void> {
    this.takeSettings(revision, values);
    if (this.context.store.state.trusted) await this.run.start(this.withDevice(values));
    else await vscodeCommands.executeCommand('workbench.trust.manage');
  }

  /**
   * The settings with the device that is estimated to finish first, where the choice is automatic; unchanged while no
   * device was measured.
   */
  private withDevice(values: GivenSettingsMessage): GivenSettingsMessage {
    if ((values['device'] ?? 'auto') !== 'auto') return values;
    const cost = costIn(this.context.store.state.estimate.estimate, values);
    const device = cost === null ? undefined : fastest(cost)?.device;
    return device === undefined ? values : { ...values, device };
  }

  private async browse(message: Extract<FromPanel, { type: 'browse' }>): Promise<void> {
    const chosen = await this.actions.browse(message);
    if (chosen !== null) this.giveSettings({ ...this.context.store.state.settings.values, [message.setting]: chosen });
  }

  private async loadSettings(): Promise<void> {
    const values = await this.actions.loadSettings();
    if (values !== null) this.giveSettings(values);
  }

  private get modelFolder(): string | null {
    return this.runFolder === null ? null : join(this.runFolder, 'model');
  }

  /** Called when another run is shown, or none. */
  private shown(): void {
    this.panel.title =
      this.context.store.state.run === null
        ? say('product')
        : plainLine(`${say('product')} · ${this.context.store.state.run.name}`);
    this.remember();
    this.tellSeen();
  }

  private tellSeen(): void {
    if (this.panel.visible) this.host.statusBar.seen(this.runFolder);
  }

  private remember(): void {
    void this.memory.set(this.file, { run: this.runFolder, settings: this.context.store.state.settings.values });
  }

  private watch(work: Promise<void>): void {
    work.catch((error: unknown) => showFailure(error, this.host.log));
  }

  private async post(message: ToPanel): Promise<void> {
    await this.panel.webview.postMessage(message);
  }
}
