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

/** Commands of a row of the runs view; they take the row, and are not in the palette. */
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

/** Endings of files that menus offer to learn from, and of those that an editor shows line by line. */
export const dataEndings: readonly string[] = Object.values(dataFormats).flatMap(({ endings }) => endings);
export const lineEndings: readonly string[] = Object.values(dataFormats).flatMap(({ kind, endings }) =>
  kind === 'lines' ? endings : [],
);

export const views = { container: 'finetuneBert', runs: 'finetuneBert.runs' } as const;

/**
 * Type of the webview panel; `onWebviewPanel:` of it wakes the extension when a window with a panel is opened again.
 */
export const panelType = 'finetuneBert.panel';

export const statusItem = 'run';

export const walkthrough = 'start';

/** Below `finetuneBert.` in the user's settings. */
export const configurationSection = 'finetuneBert';
export const configuration = {
  hover: 'hover.enabled',
  longestSelection: 'hover.longestSelection',
  notifications: 'notifications',
  idleMinutes: 'worker.idleMinutes',
  hubEndpoint: 'hubEndpoint',
} as const;

/** Set by the host, read by `when` and `enablement` in package.json. */
export const contextKeys = {
  /** A run computes in this window's workspace. */
  running: 'finetuneBert.running',
  /** A run waits for Resume. */
  paused: 'finetuneBert.paused',
  /** A run goes on, or the status bar shows the end of one. */
  shownRun: 'finetuneBert.shownRun',
  /** The workspace has a finished run. */
  finishedRun: 'finetuneBert.finishedRun',
  /** The workspace has a run that was stopped, was killed or failed. */
  unfinishedRun: 'finetuneBert.unfinishedRun',
  /** A model was chosen for hovering. */
  hoverModel: 'finetuneBert.hoverModel',
} as const;

/**
 * `viewItem` of a row of the runs view: a finished run has a model, an unfinished one can be resumed, a living one is
 * worked on.
 */
export const runKinds = {
  done: 'run.done',
  unfinished: 'run.unfinished',
  living: 'run.living',
  paused: 'run.paused',
} as const;
