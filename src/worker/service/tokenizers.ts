// Tokenizers that stay in memory between requests, by the files that they were read from.

import { basename, dirname } from 'node:path';

import { folderOf } from '../../jobs/model/baseModel.js';
import { bundledFolder, modelFolderHere } from '../../jobs/model/locateModel.js';
import type { OpenedTokenizer } from '../../jobs/model/openTokenizer.js';
import { firstBundledModel } from '../../shared/models/bundledModels.js';
import type { Settings } from '../../shared/settings.js';
import { fileStamps } from './fileStamps.js';

const mostTokenizers = 4;

export class Tokenizers {
  private readonly opened = new Map<string, Promise<OpenedTokenizer>>();

  constructor(readonly bundledModels: string) {}

  /** The folder of a base model on this machine. Throws `hub.notDownloaded`, `run.noModel`. */
  folderOf(model: string | null): string {
    const name = model ?? firstBundledModel;
    return bundledFolder(name, this) ?? modelFolderHere(name);
  }

  /** Throws `model.*` for a tokenizer that cannot be used, `hub.notDownloaded` for a missing one. */
  async open({ model, shape, vocabulary }: Pick<Settings, 'model' | 'shape' | 'vocabulary'>): Promise<OpenedTokenizer> {
    const source = { model: shape === null ? this.folderOf(model) : null, shape, vocabulary };
    const { tokenizerNames } = await import('../../formats/modelFiles.js');
    const folder = vocabulary === null ? folderOf(source) : dirname(vocabulary);
    const names = vocabulary === null ? tokenizerNames : [basename(vocabulary)];
    const key = `${folder}\n${fileStamps(folder, names)}`;
    const known = this.opened.get(key);
    if (known !== undefined) return known;
    const fresh = import('../../jobs/model/openTokenizer.js').then(({ openTokenizer }) => openTokenizer(source));
    this.opened.set(key, fresh);
    fresh.catch(() => this.opened.delete(key));
    const [oldest] = this.opened.keys();
    if (oldest !== undefined && this.opened.size > mostTokenizers) this.opened.delete(oldest);
    return fresh;
  }
}
