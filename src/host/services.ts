// The services that every part of the host may use: the workers' client, running runs, the model of the hover, status
// bar, log.

import type { DiagnosticCollection, ExtensionContext } from 'vscode';

import type { HoverModel } from './hover/hoverModel.js';
import type { WorkerLog } from './log.js';
import type { LiveRuns } from './runs/liveRuns.js';
import type { ToldEnds } from './runs/toldEnds.js';
import type { RunStatusBar } from './statusBar.js';
import type { WorkerProgram } from './workerClient/program.js';
import type { ServiceClient } from './workerClient/serviceClient.js';

export interface HostServices {
  readonly context: ExtensionContext;
  readonly program: WorkerProgram;
  readonly service: ServiceClient;
  readonly log: WorkerLog;
  readonly liveRuns: LiveRuns;
  readonly hoverModel: HoverModel;
  readonly statusBar: RunStatusBar;
  readonly diagnostics: DiagnosticCollection;
  readonly toldEnds: ToldEnds;
}
