// The histogram of the token counts of a file's texts: of all of them, or of ranges spread evenly over a large file.

import { setImmediate as nextTurn } from 'node:timers/promises';

import { stopIfAborted } from '../../jobs/interruption.js';
import type { TokenLengths } from '../../shared/messages/data.js';
import type { Tokenizer } from '../../text/tokenizer.js';
import type { FoundText, OpenData } from './openData.js';

/** The number of texts that are measured in a file with more rows. */
const mostTexts = 20_000;
/** A longer text counts as one with this many tokens: an exact number would serve no purpose. */
const mostTokens = 65_535;
const interval = 250;
/** The number of texts between two pauses in which other requests run. */
const textsATurn = 32;
const bins = 48;

/** The number of tokens of each text, special tokens included, before truncation. */
export async function countTokens(tokenizer: Tokenizer, texts: readonly FoundText[]): Promise<number[]> {
  const encoded = await tokenizer.encodeAll(
    texts.map(({ text, pair }) => [text, pair] as const),
    mostTokens,
  );
  return encoded.map(({ ids }) => ids.length);
}

/** Measures a file that has been inspected. Throws `data.changed`, an Interruption when the signal is aborted. */
export async function measureTokens(
  data: OpenData,
  tokenizer: Tokenizer,
  signal: AbortSignal,
  progress: (word: TokenLengths) => void,
): Promise<TokenLengths> {
  const { stretches, sampled } = choose(data);
  const of = data.inspection?.usable ?? 0;
  const lengths: number[] = [];
  let toldAt = performance.now();
  for (const [from, to] of stretches) {
    let texts: FoundText[] = [];
    const measure = async () => {
      for (const length of await countTokens(tokenizer, texts)) lengths.push(length);
      texts = [];
      await nextTurn();
      stopIfAborted(signal);
      if (performance.now() - toldAt < interval) return;
      progress(histogramOf(lengths, of, sampled));
      toldAt = performance.now();
    };
    for await (const text of data.texts(from, to)) {
      texts.push(text);
      if (texts.length === textsATurn) await measure();
    }
    await measure();
  }
  return histogramOf(lengths, of, sampled);
}

function choose(data: OpenData): {
  readonly stretches: readonly (readonly [number, number])[];
  readonly sampled: boolean;
} {
  if (data.rows <= mostTexts) return { stretches: [[0, data.rows]], sampled: false };
  const all = data.stretches;
  const wanted = Math.max(1, Math.floor((all.length * mostTexts) / data.rows));
  return {
    stretches: Array.from({ length: wanted }, (_, index) => all[Math.floor(((index + 0.5) * all.length) / wanted)]!),
    sampled: true,
  };
}

/** @param of the number of usable texts in the file */
export function histogramOf(lengths: readonly number[], of: number, sampled: boolean): TokenLengths {
  const sorted = Uint32Array.from(lengths).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  // All but the longest hundredth lie below the last bin.
  const width = Math.max(1, Math.ceil(at(0.99) / (bins - 1)));
  const counts = new Array<number>(bins).fill(0);
  for (const length of sorted) counts[Math.min(bins - 1, Math.ceil(length / width) - 1)]! += 1;
  const used = counts.findLastIndex((count) => count > 0) + 1;
  return {
    width,
    bins: counts.slice(0, Math.max(1, used)),
    texts: sorted.length,
    of: Math.max(of, sorted.length),
    sampled,
    median: at(0.5),
    percentile95: at(0.95),
    longest: sorted.at(-1) ?? 0,
  };
}
