// Decides which base model `auto` is for an open file, and whether a given one fits its texts.

import type { ModelChoice } from '../../jobs/model/chooseModel.js';
import { isUserError } from '../../shared/errors.js';
import type { Notice } from '../../shared/notices.js';
import type { GivenSettings, Settings } from '../../shared/settings.js';
import type { OpenData } from './openData.js';
import type { Tokenizers } from './tokenizers.js';

type WithModel = Pick<Settings, 'model' | 'shape' | 'vocabulary'>;

export class ChosenModels {
  private readonly texts = new WeakMap<OpenData, Promise<string[]>>();
  private readonly choices = new WeakMap<OpenData, Promise<ModelChoice>>();

  constructor(private readonly tokenizers: Tokenizers) {}

  /** The settings with the model that a run on this file would take. */
  async decide<Given extends WithModel>(settings: Given, data: OpenData | null): Promise<Given> {
    if (settings.model !== null || settings.shape !== null || data === null) return settings;
    return { ...settings, model: (await this.choiceFor(data)).model.name };
  }

  /** The setting `model` for a form that leaves it open; other settings are checked elsewhere. */
  async modelOf(given: GivenSettings, data: OpenData): Promise<{ readonly model?: string }> {
    const isOpen = (given.model ?? null) === null && (given.shape ?? null) === null;
    return isOpen ? { model: (await this.choiceFor(data)).model.name } : {};
  }

  /** The notices about the model for this file's texts: which one was chosen, or that a given one does not fit. */
  async notices(model: string | null, data: OpenData): Promise<Notice[]> {
    if (model === null) return [(await this.choiceFor(data)).notice];
    const { tokenizer } = await this.tokenizers.open({ model, shape: null, vocabulary: null });
    const { unreadNotice } = await import('../../jobs/model/chooseModel.js');
    const unread = await unreadNotice(await this.textsOf(data), tokenizer, model);
    return unread === null ? [] : [unread];
  }

  private choiceFor(data: OpenData): Promise<ModelChoice> {
    const known = this.choices.get(data);
    if (known !== undefined) return known;
    const choice = this.choose(data);
    this.choices.set(data, choice);
    return choice;
  }

  private async choose(data: OpenData): Promise<ModelChoice> {
    const { chooseModel } = await import('../../jobs/model/chooseModel.js');
    const { modelsAtHand } = await import('../../jobs/model/candidates.js');
    return chooseModel(await this.textsOf(data), modelsAtHand(data.file, this.tokenizers.bundledModels));
  }

  private textsOf(data: OpenData): Promise<string[]> {
    const known = this.texts.get(data);
    if (known !== undefined) return known;
    const texts = readTexts(data);
    this.texts.set(data, texts);
    return texts;
  }
}

/** The texts of a file; none if it cannot be read, which its inspection reports. */
async function readTexts({ file, settings }: OpenData): Promise<string[]> {
  const { firstTexts } = await import('../../data/rows/dataset.js');
  const { sampledTexts } = await import('../../jobs/model/chooseModel.js');
  try {
    return await firstTexts(file, settings, sampledTexts);
  } catch (error) {
    if (isUserError(error)) return [];
    throw error;
  }
}
