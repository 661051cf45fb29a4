// The folders that are searched for runs.

import { sep } from 'node:path';

import { workspace } from 'vscode';

/** The workspace's folders, and one more, which may lie outside. */
export function searchRoots(beside?: string): string[] {
  const roots = (workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
  if (beside === undefined || roots.some((root) => beside === root || beside.startsWith(root + sep))) return roots;
  return [...roots, beside];
}
