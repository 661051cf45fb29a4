// JSON as programs write it, without losing what JSON.parse would, and however long a string or a number is.

import { expect, test } from 'vitest';

import { parseJsonText } from '../../../../src/data/text/jsonValues.js';

test.each<[string, unknown]>([
  ['{"id":12345678901234567890,"n":-98765432109876543210}', { id: '12345678901234567890', n: '-98765432109876543210' }],
  [
    '[9007199254740991,9007199254740993,1234567890123456.5,1234567890123456e2]',
    [9007199254740991, '9007199254740993', 1234567890123456.5, 123456789012345600],
  ],
  [
    '[NaN,-Infinity,Infinity,"NaN, Infinity 12345678901234567890",true]',
    [null, null, null, 'NaN, Infinity 12345678901234567890', true],
  ],
  [
    '{"12345678901234567890":"\\"12345678901234567890\\\\","a\\"NaN":NaN}',
    {
      '12345678901234567890': '"12345678901234567890\\',
      'a"NaN': null,
    },
  ],
])('%s keeps every digit, and words that are no numbers are nothing', (text, value) => {
  expect(parseJsonText(text)).toEqual(value);
});

test.each(['[NaNs]', '[-NaNN]', '[xInfinity]', '[1234567890123456x]', '["12345678901234567890]'])(
  '%s is not JSON',
  (text) => {
    expect(() => parseJsonText(text)).toThrow(SyntaxError);
  },
);

test('a string, a key and a number of ten million characters are read beside a number that needs care', () => {
  const long = 'a'.repeat(10_000_000);
  expect(parseJsonText(`{"${long}":1,"id":12345678901234567890}`)).toHaveProperty('id', '12345678901234567890');
  expect(parseJsonText(`["${long}",12345678901234567890]`)).toEqual([long, '12345678901234567890']);
  expect(parseJsonText(`["${'\\n'.repeat(5_000_000)}",NaN]`)).toEqual(['\n'.repeat(5_000_000), null]);
  const digits = '1'.repeat(10_000_000);
  expect(parseJsonText(`[${digits}]`)).toEqual([digits]);
  expect(parseJsonText(`[${digits}.5]`)).toEqual([Infinity]);
});
