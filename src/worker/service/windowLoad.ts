// The additional cost of texts in windows: an epoch trains on one window of each, an evaluation reads all of them.

import type { TokenLengths } from '../../shared/messages/data.js';
import type { Settings } from '../../shared/settings.js';
import { windowCount } from '../../text/truncation.js';

/** The special tokens around a single text: a pair has one or two more, which no estimate shows. */
const specialTokens = 2;

/**
 * The tokens that an evaluation of the texts reads, for each token that an epoch trains on; 1 where no text is in
 * several windows.
 */
export function windowLoad(
  { longTexts, maxLength }: Pick<Settings, 'longTexts' | 'maxLength'>,
  lengths: TokenLengths | null,
): number {
  if (longTexts !== 'windows' || lengths === null) return 1;
  let learned = 0;
  let evaluated = 0;
  lengths.bins.forEach((count, bin) => {
    const length = Math.ceil((bin + 0.5) * lengths.width);
    const tokens = count * Math.min(length, maxLength);
    learned += tokens;
    evaluated += tokens * windowCount(length - specialTokens, maxLength - specialTokens);
  });
  return learned === 0 ? 1 : evaluated / learned;
}
