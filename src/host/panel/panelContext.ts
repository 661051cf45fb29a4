// The context that the parts of one panel share.

import { Uri } from 'vscode';

import type { HostServices } from '../services.js';
import type { PanelStore } from './panelStore.js';

export interface PanelContext {
  readonly host: HostServices;
  /** The path of the data file. */
  readonly file: string;
  readonly store: PanelStore;
}

export function dataUri({ file }: PanelContext): Uri {
  return Uri.file(file);
}
