// Arrow messages that claim more than they hold are refused before a library allocates memory for them.

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { readMessage } from '../../../../src/data/arrow/message.js';

const file = readFileSync(new URL('../files/one-split/data-00000-of-00002.arrow', import.meta.url));
/** Metadata of the messages of a stream: the schema, then a batch. */
const schema = file.subarray(8, 8 + file.readInt32LE(4));
const batchAt = 8 + schema.length;
const batch = file.subarray(batchAt + 8, batchAt + 8 + file.readInt32LE(batchAt + 4));

test('reads the kinds, bodies and rows of messages written by Python', () => {
  expect(readMessage(schema)).toEqual({ type: 1, body: 0, rows: 0 });
  const { type, body, rows } = readMessage(batch);
  expect(type).toBe(3);
  expect(batchAt + 8 + batch.length + body).toBeLessThanOrEqual(file.length);
  expect(rows).toBe(20);
});

test.each([
  ['schema', schema],
  ['batch', batch],
])('refuses a list longer than its %s and an offset outside it', (_, message) => {
  let refused = 0;
  for (let at = 0; at + 4 <= message.length; at += 4) {
    for (const value of [0x7fffffff, -1, 1 << 24]) {
      const changed = Buffer.from(message);
      changed.writeInt32LE(value, at);
      try {
        const { rows } = readMessage(changed);
        expect(typeof rows).toBe('number');
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        refused += 1;
      }
    }
  }
  expect(refused).toBeGreaterThan(10);
});
