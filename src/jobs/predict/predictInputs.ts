// Predicts labels, probabilities and numbers from texts or tokens.

import { UserError } from '../../shared/errors.js';
import type { EncodedText } from '../../text/encodedText.js';
import { TokenStore } from '../../text/tokenStore.js';
import { type Answer, answer } from '../answers/answer.js';
import { logitsOf, type LogitsRequest } from '../answers/logits.js';
import { Interruption } from '../interruption.js';
import type { Input, Prediction } from '../jobs.js';
import type { OpenedModel } from '../model/openModel.js';

/** Predictions in the order of the inputs. Throws an Interruption when the signal is aborted. */
export async function predictInputs(
  opened: OpenedModel,
  predictor: LogitsRequest['trainer'],
  inputs: readonly Input[],
  signal: AbortSignal,
): Promise<Prediction[]> {
  const answers = await predictTokens(opened, predictor, await encodeInputs(opened, inputs), signal);
  return inputs.map(([text, pair], row) => ({ text, pair: pair ?? null, ...answers[row]! }));
}

/** The tokens of the inputs as this model takes them. Throws `data.secondTextMissing`. */
export function encodeInputs(
  { tokenizer, maxLength, longTexts, taught }: OpenedModel,
  inputs: readonly Input[],
): Promise<EncodedText[]> {
  if (taught?.columns.pair != null && inputs.some(([, pair]) => (pair ?? '').trim() === ''))
    throw new UserError('data.secondTextMissing');
  return tokenizer.encodeAll(
    inputs.map(([text, pair]) => [text, pair ?? null] as const),
    maxLength,
    longTexts,
  );
}

/** Predictions for texts that are tokens already. Throws an Interruption when the signal is aborted. */
export async function predictTokens(
  { model, tokenizer, maxLength, threshold }: OpenedModel,
  predictor: LogitsRequest['trainer'],
  texts: readonly EncodedText[],
  signal: AbortSignal,
): Promise<Answer[]> {
  const { labels, task } = model.config;
  const store = new TokenStore(tokenizer);
  for (const encoded of texts) store.append(encoded);
  const rows = Int32Array.from({ length: store.count }, (_, row) => row);
  const logits = await logitsOf({ trainer: predictor, store, rows, maxLength, labels, signal });
  if (logits === 'aborted') throw new Interruption();
  const { labelNames } = model;
  return texts.map((_, row) => answer(task, logits.subarray(row * labels, (row + 1) * labels), labelNames, threshold));
}
