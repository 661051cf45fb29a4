// Labels, probabilities and numbers, from texts and from logits.

import type { Task } from '../shared/model.js';
import type { EncodedText } from '../text/encodedText.js';
import { TokenStore } from '../text/tokenStore.js';
import { logitsOf, type LogitsRequest } from './evaluation.js';
import { Interruption } from './interruption.js';
import type { Input, Prediction } from './jobs.js';
import { argmax } from './metrics.js';
import type { OpenedModel } from './openedModel.js';

/** Predictions in the order of the inputs. Throws an Interruption when the signal comes. */
export async function predictInputs(
  opened: OpenedModel,
  predictor: LogitsRequest['trainer'],
  inputs: readonly Input[],
  signal: AbortSignal,
): Promise<Prediction[]> {
  const answers = await predictTokens(
    opened,
    predictor,
    inputs.map((input) => encodeInput(opened, input)),
    signal,
  );
  return inputs.map(([text, pair], row) => ({ text, pair: pair ?? null, ...answers[row]! }));
}

/** The tokens of an input as this model takes them. */
export function encodeInput({ tokenizer, maxLength, longTexts }: OpenedModel, [text, pair]: Input): EncodedText {
  return tokenizer.encode(text, pair ?? null, maxLength, longTexts);
}

/** What the model says of texts that are tokens by now. Throws an Interruption when the signal comes. */
export async function predictTokens(
  { model, tokenizer, maxLength }: OpenedModel,
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
  return texts.map((_, row) => answer(task, logits.subarray(row * labels, (row + 1) * labels), model.labelNames));
}

export type Answer = Omit<Prediction, 'text' | 'pair'>;

/** What one row of logits says. */
export function answer(task: Task, logits: Float32Array, labelNames: readonly string[]): Answer {
  if (task === 'regression') return { labels: [], probabilities: [], value: logits[0] ?? Number.NaN };
  const values = task === 'single-label' ? softmax(logits) : Array.from(logits, sigmoid);
  const probabilities = labelNames.map((label, id) => ({ label, probability: values[id] ?? 0 }));
  const labels =
    task === 'single-label'
      ? [labelNames[argmax(logits, 0, logits.length)] ?? '']
      : labelNames.filter((_, id) => logits[id]! > 0);
  return { labels, probabilities, value: null };
}

/** In doubles, the largest logit taken off so that nothing overflows. */
function softmax(logits: Float32Array): number[] {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
