// The state of a panel before anything is known.

import { statSync } from 'node:fs';

import { Uri, workspace } from 'vscode';

import type { GivenSettingsMessage } from '../../shared/messages/data.js';
import type { DataState, ModelChoice, PanelState } from '../../shared/messages/panelState.js';
import { bundledModelNames } from '../../shared/models/bundledModels.js';
import { isFolder } from '../isFolder.js';
import { emptyHistory } from '../runs/runHistory.js';

/** The choices that every panel offers. */
export const fixedChoices: readonly ModelChoice[] = [
  { folder: null, name: 'auto', kind: 'auto' },
  ...bundledModelNames.map((name) => ({ folder: name, name, kind: 'bundled' as const })),
];

export const unreadData: DataState = {
  phase: 'reading',
  data: null,
  table: null,
  rows: [],
  counts: null,
  inspection: null,
  lengths: null,
  measuring: false,
  failure: null,
};

/** @param file path of the data; the size of a folder is known only after it was read */
export function initialState(file: string, values: GivenSettingsMessage): PanelState {
  return {
    file: {
      path: file,
      name: workspace.asRelativePath(Uri.file(file)),
      bytes: isFolder(file) ? 0 : (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    },
    trusted: workspace.isTrusted,
    data: unreadData,
    settings: { revision: 0, values },
    model: {
      choices: [...fixedChoices],
      info: null,
      failure: null,
      download: null,
    },
    devices: { measuring: true, devices: [], measured: null, failure: null },
    estimate: { revision: 0, estimate: null, failure: null },
    run: null,
    history: emptyHistory(),
    evaluation: { phase: 'none', evaluation: null, failure: null },
    startFailure: null,
  };
}
