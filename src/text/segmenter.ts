// Texts as token ids without special tokens: in this process for BERT's own tokenizer, else in the process of the
// native library.

import type { TokenizerDefinition } from './definition/definition.js';
import { createFrame, type Segmenter } from './frame.js';
import { openNative } from './native/nativeProcess.js';
import { plainTokenizer } from './plainTokenizer.js';

/**
 * Plain WordPiece is split by JavaScript, which is faster for it and equal (`test/parity/randomTexts.python.test.ts`)
 * for texts without rare characters; it also works where the native library does not.
 */
export async function createSegmenter(definition: TokenizerDefinition): Promise<Segmenter> {
  let native: Promise<Segmenter> | undefined;
  const others = async (texts: readonly string[]) => (await (native ??= nativeTokenizer(definition))).ids(texts, 0);
  return plainTokenizer(definition, others) ?? nativeTokenizer(definition);
}

/** Texts, and UTF-16 units, of one request. */
const mostTexts = 512;
const mostUnits = 1 << 20;
async function nativeTokenizer({
  tokenizer,
  exactScores,
  ids: vocabulary,
  file,
}: TokenizerDefinition): Promise<Segmenter> {
  // Letters, digits and marks; some vocabularies have only words of their own.
  const samples = ['a 1 好 ?', ...[...vocabulary.keys()].slice(-20)];
  const native = await openNative({ json: JSON.stringify(tokenizer), samples, exactScores }, file);
  return {
    single: createFrame(native.single, false),
    pair: createFrame(native.pair, true),
    readsPart: false,
    async ids(texts) {
      const found: Int32Array[] = [];
      for (let begin = 0; begin < texts.length;) {
        let end = begin;
        let units = 0;
        while (end < texts.length && (end === begin || (end - begin < mostTexts && units < mostUnits)))
          units += texts[end++]!.length;
        for (const ids of await native.encode(texts.slice(begin, end))) found.push(ids);
        begin = end;
      }
      return found;
    },
  };
}
