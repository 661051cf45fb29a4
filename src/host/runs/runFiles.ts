// Watches the disk for runs that appear, change or disappear, whether through this window, another one, or a terminal.

import { basename, dirname } from 'node:path';

import { Disposable, type Uri, workspace } from 'vscode';

import { workerFileName } from '../../shared/messages/worker.js';

const files = '**/.finetune/*/{worker,run,evaluation}.json';
/** Folders are watched too: a new one may have received files before VS Code began to watch it. */
const folders = '**/.finetune{,/*}';
/** Milliseconds after which a new run has written its run.json. */
const settled = 1000;

export interface RunFilesListener {
  /** Called when a worker has written its address into the folder of its run. */
  readonly onWorker: (folder: string) => void;
  /** Called when any other watched file appeared or disappeared. */
  readonly onChange: () => void;
  /** Called when a folder appeared that may contain runs. */
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
