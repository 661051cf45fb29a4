// Creates the parts of the host at the first command or event: the workers' client, running runs, panels, hover.

import { join } from 'node:path';

import { type ExtensionContext, languages, workspace } from 'vscode';

import { configuration, configurationSection } from '../shared/ids.js';
import { ContextKeys } from './contextKeys.js';
import { showFailure } from './failures.js';
import { HoverModel } from './hover/hoverModel.js';
import { SelectionHover } from './hover/hoverProvider.js';
import { WorkerLog } from './log.js';
import { tellEnd } from './notifications.js';
import { Panels } from './panel/panels.js';
import { LiveRuns } from './runs/liveRuns.js';
import { watchRunFiles } from './runs/runFiles.js';
import { RunsView } from './runs/runsView.js';
import { ToldEnds } from './runs/toldEnds.js';
import type { HostServices } from './services.js';
import { RunStatusBar } from './statusBar.js';
import { hubEnvironment } from './workerClient/hubEnvironment.js';
import type { WorkerProgram } from './workerClient/program.js';
import { ServiceClient } from './workerClient/serviceClient.js';

/** The services, and the parts built on them. */
export interface Host extends HostServices {
  readonly panels: Panels;
  readonly runsView: RunsView;
}

/** Creates all parts; no worker process is started before the first request. */
export function createHost(context: ExtensionContext): Host {
  const logFolder = join(context.globalStorageUri.fsPath, 'logs');
  const program: WorkerProgram = {
    script: context.asAbsolutePath('dist/worker.js'),
    logFolder,
    get environment() {
      return networkEnvironment();
    },
  };
  const log = new WorkerLog(logFolder);
  const liveRuns = new LiveRuns(program);
  const hoverModel = new HoverModel(context.workspaceState);
  const service = new ServiceClient(program, { idle: idleMilliseconds(), onLost: () => host.panels.serviceLost() });
  const diagnostics = languages.createDiagnosticCollection(configurationSection);
  const statusBar = new RunStatusBar(liveRuns);
  const toldEnds = new ToldEnds(join(context.globalStorageUri.fsPath, 'told'));
  const parts: HostServices = {
    context,
    program,
    service,
    log,
    liveRuns,
    hoverModel,
    statusBar,
    diagnostics,
    toldEnds,
  };
  const runsView = new RunsView(parts);
  const host: Host = { ...parts, runsView, panels: new Panels(parts) };
  context.subscriptions.push(
    log,
    liveRuns,
    hoverModel,
    service,
    diagnostics,
    statusBar,
    host.panels,
    new SelectionHover(hoverModel, service, log),
    runsView,
  );
  wire(host);
  return host;
}

/** Connects the events of the parts. */
function wire(host: Host): void {
  const { context, liveRuns, log, runsView: view, statusBar } = host;
  const keys = new ContextKeys(liveRuns, statusBar);
  const failed = (error: unknown) => showFailure(error, log);
  const changed = () => {
    view.refresh();
    keys.tellKept().catch(failed);
  };
  const lookAround = () => void liveRuns.find().catch(failed).finally(changed);
  log.follow();
  const files = watchRunFiles({
    onWorker: (folder) => void liveRuns.attach(folder).catch(failed),
    onChange: changed,
    onFolder: lookAround,
  });
  statusBar.onChange(() => keys.tellLiving());
  liveRuns.onChange(() => {
    keys.tellLiving();
    view.refreshSoon();
  });
  liveRuns.onEnd((run) => {
    changed();
    if (host.panels.isLookedAt(run.folder)) host.statusBar.seen(run.folder);
    void tellEnd(host, run);
  });
  const network = workspace.onDidChangeConfiguration((change) => {
    if (networkSettings.some((name) => change.affectsConfiguration(name))) host.service.renew();
  });
  context.subscriptions.push(files, network);
  lookAround();
}

const networkSettings = [
  `${configurationSection}.${configuration.hubEndpoint}`,
  'http.proxy',
  'http.noProxy',
  'http.proxySupport',
] as const;

/** The environment variables for the workers, from the present settings. */
function networkEnvironment(): Record<string, string> {
  const [hubEndpoint, proxy, noProxy, proxySupport] = networkSettings;
  const settings = workspace.getConfiguration();
  return hubEnvironment({
    hubEndpoint: settings.get<string>(hubEndpoint),
    proxy: settings.get<string>(proxy),
    noProxy: settings.get<string[]>(noProxy),
    proxySupport: settings.get<string>(proxySupport),
  });
}

function idleMilliseconds(): number {
  return (workspace.getConfiguration(configurationSection).get<number>(configuration.idleMinutes) ?? 5) * 60_000;
}
