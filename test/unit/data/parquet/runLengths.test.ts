// The checks of a Parquet page's runs and footer before a library reads them.

import type { PageHeader } from 'hyparquet';
import { describe, expect, test } from 'vitest';

import { checkFooter } from '../../../../src/data/parquet/claims.js';
import { checkPage, type PageShape } from '../../../../src/data/parquet/runLengths.js';

const shape: PageShape = { type: 'BYTE_ARRAY', width: 0, repetition: 0, definition: 1, decompress: (bytes) => bytes };
/** A page of version 1 with a byte that says how many bits an index has, and indices. */
const header = (count: number, encoding: string, length: number) =>
  ({
    type: 'DATA_PAGE',
    compressed_page_size: length,
    uncompressed_page_size: length,
    data_page_header: {
      num_values: count,
      encoding,
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  }) as PageHeader;
const check = (
  bytes: readonly number[],
  count: number,
  { encoding = 'RLE_DICTIONARY', ...other }: Partial<PageShape> & { encoding?: string } = {},
) => {
  checkPage(Uint8Array.from(bytes), header(count, encoding, bytes.length), { ...shape, ...other });
};

/** Levels of eight values, in one run: all there, or none. */
const there = [2, 0, 0, 0, 16, 1];
const missing = [2, 0, 0, 0, 16, 0];
const manyValues = [0xfe, 0xff, 0xff, 0xff, 0x0f];

describe('the runs of a page', () => {
  test('are accepted up to the length of the page', () => {
    expect(() => {
      check([...there, 1, 16, 1], 8);
    }).not.toThrow();
    expect(() => {
      check([...there, 1, 3, 0b10101010], 8);
    }).not.toThrow();
    expect(() => {
      check([...missing, 1], 8);
    }).not.toThrow();
  });

  test('are refused when one is longer than the page', () => {
    expect(() => {
      check([...there, 1, 18, 1], 8);
    }).toThrow('a run of 9 values where 8 are left');
    expect(() => {
      check([...there, 1, ...manyValues, 1], 8);
    }).toThrow('a run of 2147483647 values where 8 are left');
    expect(() => {
      check([6, 0, 0, 0, ...manyValues, 1], 8);
    }).toThrow('a run of 2147483647 values where 8 are left');
    expect(() => {
      check([2, 0, 0, 0, 16, 1, 4, 0, 0, 0, 18, 1], 8, { repetition: 0, encoding: 'RLE' });
    }).toThrow('4 bytes of 2');
    expect(() => {
      check([...there, 1, 0xff, 0xff, 0xff, 0xff, 0x7f, 1], 8);
    }).toThrow('a number of');
  });

  test('are counted without missing values, which have no index', () => {
    // Two runs of levels: three there, five not.
    const levels = [4, 0, 0, 0, 6, 1, 10, 0];
    expect(() => {
      check([...levels, 1, 6, 1], 8);
    }).not.toThrow();
    expect(() => {
      check([...levels, 1, 8, 1], 8);
    }).toThrow('a run of 4 values where 3 are left');
    // The same in a group of eight.
    expect(() => {
      check([2, 0, 0, 0, 3, 0b00000111, 1, 8, 1], 8);
    }).toThrow('a run of 4 values where 3 are left');
  });

  test('are refused when levels or their bytes are missing', () => {
    expect(() => {
      check([2, 0, 0, 0, 14, 1, 1, 16, 1], 8);
    }).toThrow('levels of 7 values for 8');
    expect(() => {
      check([200, 0, 0, 0, 16, 1], 8);
    }).toThrow('200 bytes of 2');
    expect(() => {
      check([2, 0], 8);
    }).toThrow('it ends too early');
  });

  test('are found behind the wide levels of a list', () => {
    // Levels of three bits, eight of them: 0 to 7.
    const packed = [0b10001000, 0b11000110, 0b11111010];
    expect(() => {
      check([4, 0, 0, 0, 3, ...packed, 1, 2, 1], 8, { definition: 7 });
    }).not.toThrow();
    expect(() => {
      check([4, 0, 0, 0, 3, ...packed, 1, 4, 1], 8, { definition: 7 });
    }).toThrow('a run of 2 values where 1 are left');
  });
});

describe('a page in another encoding', () => {
  test('is refused when a text shares more with the one before than that has', () => {
    // Delta-packed: blocks of 128 in four parts, two values: 0, then 9; lengths 2 and 1.
    const packed = (first: number, delta: number) => [
      0x80,
      0x01,
      4,
      2,
      first * 2,
      delta < 0 ? -delta * 2 - 1 : delta * 2,
      0,
      0,
      0,
      0,
    ];
    const texts = (shared: number) => [...packed(0, shared), ...packed(2, -1), 97, 98, 99];
    expect(() => {
      check(texts(2), 2, { encoding: 'DELTA_BYTE_ARRAY', definition: 0 });
    }).not.toThrow();
    expect(() => {
      check(texts(9), 2, { encoding: 'DELTA_BYTE_ARRAY', definition: 0 });
    }).toThrow('a text begins with 9 bytes of one of 2');
  });

  test('is refused when a block has too many parts', () => {
    expect(() => {
      check([0x80, 1, ...manyValues, 2, 0], 2, { encoding: 'DELTA_BINARY_PACKED', definition: 0 });
    }).toThrow('blocks of 4294967294 parts');
  });

  test('is accepted when its values of fixed length fit, and refused otherwise', () => {
    const of = (width: number) => {
      check([1, 2, 3, 4], 2, { encoding: 'BYTE_STREAM_SPLIT', type: 'FIXED_LEN_BYTE_ARRAY', width, definition: 0 });
    };
    expect(() => {
      of(2);
    }).not.toThrow();
    expect(() => {
      of(2 ** 30);
    }).toThrow('2 values in 4 bytes');
  });

  test('is refused when it claims more missing values than it has', () => {
    const two = (nulls: number) =>
      ({
        type: 'DATA_PAGE_V2',
        compressed_page_size: 3,
        uncompressed_page_size: 3,
        data_page_header_v2: {
          num_values: 2,
          num_nulls: nulls,
          num_rows: 2,
          encoding: 'RLE_DICTIONARY',
          definition_levels_byte_length: 0,
          repetition_levels_byte_length: 0,
          is_compressed: false,
        },
      }) as PageHeader;
    const page = Uint8Array.from([1, 4, 1]);
    expect(() => {
      checkPage(page, two(0), { ...shape, definition: 0 });
    }).not.toThrow();
    expect(() => {
      checkPage(page, two(-(2 ** 30)), { ...shape, definition: 0 });
    }).toThrow('-1073741824 of 2 values missing');
    expect(() => {
      checkPage(page, two(1), { ...shape, definition: 0 });
    }).toThrow('a run of 2 values where 1 are left');
  });
});

describe('the footer', () => {
  const footer = (bytes: readonly number[]) => {
    const all = Uint8Array.from([...bytes, bytes.length, 0, 0, 0, 80, 65, 82, 49]);
    return { byteLength: all.length, slice: (from: number, to?: number) => all.buffer.slice(from, to) };
  };

  test('is refused when a list is longer than the footer', async () => {
    // A field that is a list of two bytes; and one of thirty million.
    await expect(checkFooter(footer([0x19, 0x23, 1, 2, 0]))).resolves.toBeUndefined();
    await expect(checkFooter(footer([0x19, 0xf3, 0x80, 0x87, 0xa7, 0x0e, 1, 2, 0]))).rejects.toThrow(
      'a list of 30000000 elements',
    );
  });

  test('is refused when it does not end or lies outside the file', async () => {
    await expect(checkFooter(footer([0x18, 9, 1]))).rejects.toThrow('behind the end');
    await expect(
      checkFooter({ byteLength: 8, slice: () => Uint8Array.from([255, 0, 0, 0, 80, 65, 82, 49]).buffer }),
    ).rejects.toThrow('a footer of 255 bytes');
  });
});
