// What the parts of one panel share.

import { Uri } from 'vscode';

import type { Host } from '../host.js';
import type { PanelStore } from './panelStore.js';

/** All of the host but what is made of it. */
export type PanelHost = Omit<Host, 'panels' | 'runsView'>;

export interface PanelContext {
  readonly host: PanelHost;
  /** Path of the CSV. */
  readonly file: string;
  readonly store: PanelStore;
}

export function dataUri({ file }: PanelContext): Uri {
  return Uri.file(file);
}
