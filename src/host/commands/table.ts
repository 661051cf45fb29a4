// The table of commands with their functions. A new command is a line here, in src/shared/ids.ts and in package.json.

import type { CommandName, RunCommandName } from '../../shared/ids.js';
import { showFailure } from '../failures.js';
import type { Host } from '../host.js';
import { runArguments } from './arguments.js';
import { classifyColumn, classifySelection } from './classify.js';
import {
  chooseHoverModel,
  downloadModel,
  exportFinished,
  fineTune,
  openSample,
  showRun,
  tellRun,
  turnHover,
} from './general.js';
import {
  compareRuns,
  deleteRuns,
  exportRun,
  openRun,
  resumeAny,
  resumeRun,
  revealRun,
  useRunForHover,
} from './runs.js';
import { installTensorflow } from './tensorflow.js';

type Handler = (host: Host, args: readonly unknown[]) => Promise<void>;

const handlers: Readonly<Record<CommandName | RunCommandName, Handler>> = {
  fineTune,
  openSample,
  showRun,
  pause: (host) => tellRun(host, (run) => run.pause()),
  resume: (host) => resumeAny(host),
  stop: (host) => tellRun(host, (run) => run.stop()),
  stopAndKeepBest: (host) => tellRun(host, (run) => run.stopAndKeepBest()),
  classifySelection,
  classifyColumn,
  chooseHoverModel,
  downloadModel,
  installTensorflow,
  turnHoverOn: () => turnHover(true),
  turnHoverOff: () => turnHover(false),
  exportModel: exportFinished,
  showLogs: async ({ log }) => log.show(),
  refreshRuns: async ({ runsView }) => runsView.refresh(),
  openRun: (host, args) => openRun(host, runArguments(args.slice(0, 1))),
  useRunForHover: (host, args) => useRunForHover(host, runArguments(args)),
  resumeRun: (host, args) => resumeRun(host, runArguments(args)),
  compareRuns: (host, args) => compareRuns(host, runArguments(args)),
  exportRun: (host, args) => exportRun(host, runArguments(args)),
  revealRun: (host, args) => revealRun(host, runArguments(args)),
  deleteRun: (host, args) => deleteRuns(host, runArguments(args)),
};

/** Runs a command. A failure is shown to the user and never thrown to VS Code. */
export async function runCommand(
  host: Host,
  name: CommandName | RunCommandName,
  args: readonly unknown[],
): Promise<void> {
  try {
    await handlers[name](host, args);
  } catch (error) {
    await showFailure(error, host.log);
  }
}
