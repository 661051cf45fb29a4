// The rate of detected encodings of real texts.

import { expect, test } from 'vitest';

import {
  inTraditional,
  labelledRows,
  nameOf,
  shareRight,
  simplified,
  traditional,
  utf16,
  wanted,
} from '../support/encodings.js';
import { describeWithShared, sharedPath } from '../support/shared.js';

const chinese = ['data/waimai_10k.csv', 'data/ChnSentiCorp_htl_all.csv'];
const english = 'data/ag_news_test.csv';

describeWithShared('the encoding of real texts', [...chinese, english], () => {
  test.each(chinese.flatMap((file) => simplified.map((one) => [file, nameOf(one), one] as const)))(
    'is detected (%s in %s)',
    async (file, _name, stored) => {
      expect(await shareRight(labelledRows(sharedPath(file)), stored)).toBeGreaterThanOrEqual(wanted);
    },
  );

  test.each(chinese.flatMap((file) => traditional.map((one) => [file, nameOf(one), one] as const)))(
    'is detected in traditional characters (%s in %s)',
    async (file, _name, stored) => {
      const whole = inTraditional(labelledRows(sharedPath(file)), stored);
      expect(whole.length).toBeGreaterThan(2000);
      expect(await shareRight(whole, stored)).toBeGreaterThanOrEqual(wanted);
    },
  );

  test.each(utf16.map((one) => [nameOf(one), one] as const))(
    'is detected of English news (%s)',
    async (_name, stored) => {
      expect(await shareRight(labelledRows(sharedPath(english)), stored)).toBeGreaterThanOrEqual(wanted);
    },
  );
});
