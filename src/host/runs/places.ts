// The folders of runs for display, shown only for runs with equal names.

import { posix } from 'node:path';

import { workspace } from 'vscode';

import type { RunSummary } from '../../shared/messages/models.js';

/** The folder of a run's data, relative to the workspace; empty unless another run has the same name. */
export function placeOf(run: Pick<RunSummary, 'name' | 'folder'>, all: readonly Pick<RunSummary, 'name'>[]): string {
  if (all.filter(({ name }) => name === run.name).length < 2) return '';
  // The part before `.finetune/NAME`, with the name of the workspace's folder where there are several.
  const place = posix.dirname(posix.dirname(workspace.asRelativePath(run.folder)));
  return place === '.' ? '' : place;
}
