// What texts in windows cost more: an epoch learns from one window of each, an evaluation goes over all of them.

import type { TokenLengths } from '../../shared/messages/data.js';
import type { Settings } from '../../shared/settings.js';
import { windowCount } from '../../text/truncation.js';

/** Around a text alone: a pair has one or two more, which changes nothing that an estimate shows. */
const specialTokens = 2;

/**
 * Tokens that an evaluation of the texts goes over, for each that an epoch learns from; 1 where no text is in several
 * windows.
 */
export function windowLoad(
  { longTexts, maxLength }: Pick<Settings, 'longTexts' | 'maxLength'>,
  lengths: TokenLengths | null,
): number {
  if (longTexts !== 'windows' || lengths === null) return 1;
  let [learned, evaluated] = [0, 0];
  lengths.bins.forEach((count, bin) => {
    const length = Math.ceil((bin + 0.5) * lengths.width);
    const tokens = count * Math.min(length, maxLength);
    learned += tokens;
    evaluated += tokens * windowCount(length - specialTokens, maxLength - specialTokens);
  });
  return learned === 0 ? 1 : evaluated / learned;
}
