// What the parts of one panel share.

import { Uri } from 'vscode';

import type { HostServices } from '../services.js';
import type { PanelStore } from './panelStore.js';

export interface PanelContext {
  readonly host: HostServices;
  /** Path of the CSV. */
  readonly file: string;
  readonly store: PanelStore;
}

export function dataUri({ file }: PanelContext): Uri {
  return Uri.file(file);
}
