// Every name that package.json and the code share: commands, views, settings, context keys. A test compares both.

import { dataFormats } from './inspection.js';

export const extensionId = 'finetune-bert.finetune-bert';

export const commands = {
  fineTune: 'finetuneBert.fineTune',
  openSample: 'finetuneBert.openSample',
  showRun: 'finetuneBert.showRun',
  pause: 'finetuneBert.pause',
  resume: 'finetuneBert.resume',
  stop: 'finetuneBert.stop',
  stopAndKeepBest: 'finetuneBert.stopAndKeepBest',
  classifySelection: 'finetuneBert.classifySelection',
  classifyColumn: 'finetuneBert.classifyColumn',
  chooseHoverModel: 'finetuneBert.chooseHoverModel',
  downloadModel: 'finetuneBert.downloadModel',
  installTensorflow: 'finetuneBert.installTensorflow',
  turnHoverOn: 'finetuneBert.turnHoverOn',
  turnHoverOff: 'finetuneBert.turnHoverOff',
  exportModel: 'finetuneBert.exportModel',
  showLogs: 'finetuneBert.showLogs',
  refreshRuns: 'finetuneBert.refreshRuns',
} as const;
export type CommandName = keyof typeof commands;

/** Commands on a row of the runs view; they take the row, and are not in the command palette. */
export const runCommands = {
  openRun: 'finetuneBert.run.open',
  useRunForHover: 'finetuneBert.run.useForHover',
  resumeRun: 'finetuneBert.run.resume',
  compareRuns: 'finetuneBert.run.compare',
  exportRun: 'finetuneBert.run.export',
  revealRun: 'finetuneBert.run.reveal',
  deleteRun: 'finetuneBert.run.delete',
} as const;
export type RunCommandName = keyof typeof runCommands;

/** The file endings that menus offer to train on, and those that an editor shows line by line. */
export const dataEndings: readonly string[] = Object.values(dataFormats).flatMap(({ endings }) => endings);
export const lineEndings: readonly string[] = Object.values(dataFormats).flatMap(({ kind, endings }) =>
  kind === 'lines' ? endings : [],
);

export const views = { container: 'finetuneBert', runs: 'finetuneBert.runs' } as const;

/**
 * The type of the webview panel; `onWebviewPanel:` of it activates the extension when a window with a panel is
 * reopened.
 */
export const panelType = 'finetuneBert.panel';

export const statusItem = 'run';

export const walkthrough = 'start';

/** The section of the user's settings, below `finetuneBert.`. */
export const configurationSection = 'finetuneBert';
export const configuration = {
  hover: 'hover.enabled',
  longestSelection: 'hover.longestSelection',
  notifications: 'notifications',
  idleMinutes: 'worker.idleMinutes',
  hubEndpoint: 'hubEndpoint',
} as const;

/** Context keys, set by the host and read by `when` and `enablement` in package.json. */
export const contextKeys = {
  /** A run of this window's workspace is training. */
  running: 'finetuneBert.running',
  /** A run is paused. */
  paused: 'finetuneBert.paused',
  /** A run is active, or the status bar shows the end of one. */
  shownRun: 'finetuneBert.shownRun',
  /** The workspace has a finished run. */
  finishedRun: 'finetuneBert.finishedRun',
  /** The workspace has a run that was stopped, was killed or failed. */
  unfinishedRun: 'finetuneBert.unfinishedRun',
  /** A model was chosen for hovering. */
  hoverModel: 'finetuneBert.hoverModel',
} as const;

/**
 * The `viewItem` of a row of the runs view: a finished run has a model, an unfinished one can be resumed, a living one
 * has a worker.
 */
export const runKinds = {
  done: 'run.done',
  unfinished: 'run.unfinished',
  living: 'run.living',
  paused: 'run.paused',
} as const;
