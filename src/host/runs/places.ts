// Where runs lie, as people read it: said only where their names do not tell them apart.

import { posix } from 'node:path';

import { workspace } from 'vscode';

import type { RunSummary } from '../../shared/messages/models.js';

/** The folder of a run's data, relative to the workspace; empty where no other run has that name. */
export function placeOf(run: Pick<RunSummary, 'name' | 'folder'>, all: readonly Pick<RunSummary, 'name'>[]): string {
  if (all.filter(({ name }) => name === run.name).length < 2) return '';
  // Of `FOLDER/.finetune/NAME`; with the name of the workspace's folder where there are several.
  const place = posix.dirname(posix.dirname(workspace.asRelativePath(run.folder)));
  return place === '.' ? '' : place;
}
