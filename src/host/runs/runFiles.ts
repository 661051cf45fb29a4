// Runs that come, change and go on the disk, whoever works on them: this window, another, or a terminal.

import { basename, dirname } from 'node:path';

import { Disposable, type Uri, workspace } from 'vscode';

import { workerFileName } from '../../shared/messages/worker.js';

const files = '**/.finetune/*/{worker,run,evaluation}.json';
/** A folder that is new may have had files before VS Code began to watch in it. */
const folders = '**/.finetune{,/*}';
/** Milliseconds in which a run that begins has written what it is known by. */
const settled = 1000;

export interface RunFilesListener {
  /** A worker says where it can be reached, in the folder of its run. */
  readonly onWorker: (folder: string) => void;
  /** Something else is there, or no longer. */
  readonly onChange: () => void;
  /** There may be runs that nothing else has told of. */
  readonly onFolder: () => void;
}

export function watchRunFiles({ onWorker, onChange, onFolder }: RunFilesListener): Disposable {
  const found = (file: Uri) => {
    onChange();
    if (basename(file.fsPath) === workerFileName) onWorker(dirname(file.fsPath));
  };
  let timer: NodeJS.Timeout | undefined;
  const foundFolder = () => {
    clearTimeout(timer);
    timer = setTimeout(onFolder, settled);
  };
  const ofFiles = workspace.createFileSystemWatcher(files);
  const ofFolders = workspace.createFileSystemWatcher(folders, false, true, false);
  ofFiles.onDidCreate(found);
  ofFiles.onDidChange(found);
  ofFiles.onDidDelete(onChange);
  ofFolders.onDidCreate(foundFolder);
  ofFolders.onDidDelete(onChange);
  return Disposable.from(ofFiles, ofFolders, { dispose: () => clearTimeout(timer) });
}
