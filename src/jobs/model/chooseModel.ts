// Chooses a base model whose vocabulary fits the texts, without a download, and reports when a given one does not fit.

import { shortModelName } from '../../shared/modelName.js';
import { bundledModels, isBundledModel } from '../../shared/models/bundledModels.js';
import { popularModels } from '../../shared/models/popularModels.js';
import { type Notice, notice } from '../../shared/notices.js';
import { fitOf } from '../../text/language/modelFit.js';
import { languageOf, type TextLanguage } from '../../text/language/textLanguage.js';
import { Vocabulary } from '../../text/language/vocabulary.js';
import type { Tokenizer } from '../../text/tokenizer.js';
import { type Candidate, judge, type JudgedCandidate } from './candidates.js';

export interface ModelChoice {
  readonly model: Candidate;
  /** The notice: which model was chosen and why, and which better one could be downloaded. */
  readonly notice: Notice;
}

/** The number of texts that the choice is based on. */
export const sampledTexts = 400;

/**
 * The largest number of weights outside the embeddings: larger models take hours without a GPU, and are used only on
 * request.
 */
const largestBody = 120e6;

/**
 * The largest model that reads the texts; where none does, the one that breaks the fewest of their words. Downloads
 * nothing.
 * @param candidates at least one of which can be read
 */
export async function chooseModel(texts: readonly string[], candidates: readonly Candidate[]): Promise<ModelChoice> {
  const written = languageOf(texts);
  const judged: JudgedCandidate[] = [];
  for (const candidate of candidates) {
    const one = await judge(candidate, texts, written);
    if (one !== null && one.body <= largestBody) judged.push(one);
  }
  const [model] = judged.sort(
    (a, b) =>
      Number(b.fit.reads) - Number(a.fit.reads) || (a.fit.reads ? b.body - a.body : 0) || a.fit.unread - b.fit.unread,
  );
  if (model === undefined) throw new Error('no base model can be read');
  return { model, notice: model.fit.reads ? chosen(model, written) : unread(model, written) };
}

/** The notice that this model does not read the texts; null where it does. */
export async function unreadNotice(
  texts: readonly string[],
  tokenizer: Tokenizer,
  name: string,
): Promise<Notice | null> {
  const written = languageOf(texts);
  const fit = await fitOf(texts, written, await Vocabulary.of(tokenizer));
  return fit.reads ? null : unread({ name, fit }, written);
}

function chosen({ name, body }: JudgedCandidate, written: TextLanguage): Notice {
  const model = shortModelName(name);
  const { language } = written;
  if (!isBundledModel(name))
    return language === null
      ? notice('model.chosenHereUnsure', { model, millions: Math.max(1, Math.round(body / 1e6)) })
      : notice('model.chosenHere', { model, textLanguage: language, millions: Math.max(1, Math.round(body / 1e6)) });
  const { megabytes } = bundledModels[name];
  const download = downloadFor(written);
  return language === null
    ? notice('model.chosenUnsure', { model, megabytes, ...download })
    : notice('model.chosen', { model, textLanguage: language, megabytes, ...download });
}

function unread({ name, fit }: Pick<JudgedCandidate, 'name' | 'fit'>, written: TextLanguage): Notice {
  const values = { model: shortModelName(name), percent: Math.round(100 * fit.unread), ...offerFor(written) };
  const { language } = written;
  const { modelLanguage } = fit;
  if (language === null) return notice('model.unreadUnsure', values);
  if (modelLanguage === null || modelLanguage === language)
    return notice('model.unread', { ...values, textLanguage: language });
  return notice('model.unreadOther', { ...values, textLanguage: language, modelLanguage });
}

/** A bundled model of the language, else a popular one. */
function offerFor(written: TextLanguage): { readonly offer: string } {
  const { download, size } = downloadFor(written);
  const bundled = Object.entries(bundledModels).find(([, { language }]) => language === written.language);
  const popular = `${download} (${size} MB)`;
  return { offer: bundled === undefined ? popular : `${bundled[0]}, ${popular}` };
}

/** The first popular model of the language, else one of many languages. */
function downloadFor({ language }: TextLanguage): { readonly download: string; readonly size: number } {
  const own = popularModels.find(({ languages }) => language !== null && languages.includes(language));
  const { id, megabytes } = own ?? popularModels.find(({ languages }) => languages.includes('multi'))!;
  return { download: id, size: megabytes };
}
