// The encoding of a file, which decides whether its texts can be read.

import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../../src/base/random.js';
import { encodingOf, hashFile, readUtf8 } from '../../../../src/data/source/bytes.js';
import type { Encoding } from '../../../../src/data/source/bytesBeyondAscii.js';
import { byteOrderMark, detectEncoding } from '../../../../src/data/source/encoding.js';
import { refusal, temporaryFolder } from '../folder.js';

const chinese =
  'label,review\n1,很快，好吃，味道足，量大\n0,送餐太慢了！一点也不好吃\n1,这家酒店的服务一般，但是一楼很安静\n';
const english = 'text,label\nA fine film with heart,positive\nDull and far too long,negative\n';
const mixed = 'text,label\nGreat 手机, really,good\nschlecht – naïve café,bad\n';

const folder = temporaryFolder();

describe('detectEncoding', () => {
  const texts = { chinese, english, mixed };
  for (const [kind, text] of Object.entries(texts)) {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
      for (const addBOM of [true, false]) {
        test(`reads ${kind} ${encoding} ${addBOM ? 'with' : 'without'} a byte order mark`, async () => {
          expect(await detectEncoding(iconv.encode(text, encoding, { addBOM }), true)).toEqual({ encoding });
        });
      }
    }
  }

  test('reads Chinese saved by Excel (GBK), long or short', async () => {
    expect(await detectEncoding(iconv.encode(chinese, 'gbk'), true)).toEqual({ encoding: 'gb18030' });
    expect(await detectEncoding(iconv.encode('文本,标签\n很好,正面\n', 'gbk'), true)).toEqual({ encoding: 'gb18030' });
    expect(await detectEncoding(iconv.encode('a,b\n好,1\n', 'gbk'), true)).toEqual({ encoding: 'gb18030' });
  });

  test('reads rare characters in GB18030, four bytes each', async () => {
    expect(
      await detectEncoding(iconv.encode('文本,标签\n𠮷野家很好吃,正面\n㐂㐂㐂不好,负面\n', 'gb18030'), true),
    ).toEqual({ encoding: 'gb18030' });
  });

  test('detects the encoding wherever the sample cuts a character', async () => {
    for (const [encoding, stored] of [
      ['utf-8', 'utf-8'],
      ['gb18030', 'gbk'],
    ] as const) {
      const bytes = iconv.encode(chinese.repeat(3), stored);
      for (let cut = bytes.length - 12; cut < bytes.length; cut++)
        expect(await detectEncoding(bytes.subarray(0, cut), false)).toEqual({ encoding });
    }
  });

  test('keeps UTF-8 when one character in a thousand is broken', async () => {
    const bytes = iconv.encode(chinese.repeat(40), 'utf-8');
    bytes[bytes.length >> 1] = 0xff;
    expect(await detectEncoding(bytes, true)).toEqual({ encoding: 'utf-8' });
  });

  test('keeps UTF-8 when a file holds a few NULs or replacement characters', async () => {
    expect(await detectEncoding(Buffer.from('text,label\nfine\0 film,1\n'.repeat(5)), true)).toEqual({
      encoding: 'utf-8',
    });
    expect(await detectEncoding(Buffer.from('文本,label\nok\ufffd,1\n'), true)).toEqual({ encoding: 'utf-8' });
  });

  test('reads accents and curly quotes of Western Excel (windows-1252)', async () => {
    const western =
      'v1,v2\nham,I’ll be at the café – see you\nspam,Win £1000 cash now! Call us\nham,déjà vu, naïve\n'.repeat(5);
    expect(await detectEncoding(iconv.encode(western, 'windows-1252'), true)).toEqual({ encoding: 'windows-1252' });
  });

  test.each(['utf-16le', 'utf-16be'] as const)(
    'reads Cyrillic, Greek and Thai in %s without a byte order mark, which is valid UTF-8 too',
    async (encoding) => {
      for (const text of [
        'текст,метка\nочень хороший фильм,да\nскучно,нет\n',
        'κείμενο,ετικέτα\nπολύ καλό,ναι\n',
        'ข้อความ,ป้าย\nดีมาก,ใช่\n',
      ]) {
        expect(await detectEncoding(iconv.encode(text.repeat(10), encoding, { addBOM: false }), true)).toEqual({
          encoding,
        });
      }
    },
  );

  test.each([
    ['euc-kr', 'euc-kr', '문장,라벨\n정말 맛있고 배달도 빨라요,긍정\n다시는 주문하지 않을 거예요,부정\n'],
    ['euc-jp', 'euc-jp', '文章,ラベル\nとても美味しかったです,良い\n配達が遅すぎます,悪い\n'],
    [
      'windows-1251',
      'windows-1251',
      'текст,метка\nочень хороший фильм и отличная игра актёров,да\nскучно и слишком долго,нет\n',
    ],
    ['koi8-r', 'koi8-r', 'текст,метка\nочень хороший фильм и отличная игра актёров,да\nскучно и слишком долго,нет\n'],
    [
      'windows-1250',
      'windows-1250',
      'tekst,etykieta\nbardzo dobry film i świetna gra aktorów,tak\nnudne i zdecydowanie za długie,nie\n',
    ],
    [
      'iso-8859-2',
      'iso-8859-2',
      'text,label\nvelmi dobrý film a výborné herecké výkony,kladný\nnudné a příliš dlouhé od začátku,záporný\n',
    ],
    [
      'windows-1254',
      'windows-1254',
      'metin,etiket\nçok güzel bir filmdi, herkese öneririm,olumlu\nsıkıcı ve gereğinden uzun, beğenmedim,olumsuz\n',
    ],
    [
      'windows-1252',
      'windows-1252',
      'texte,étiquette\nun très bon film et des acteurs à la hauteur,oui\n' +
        'ennuyeux et beaucoup trop long à mon goût,non\n',
    ],
  ] as const)('detects %s by its language', async (encoding, stored, text) => {
    expect(await detectEncoding(iconv.encode(text.repeat(8), stored), true)).toEqual({ encoding });
  });

  test('refuses UTF-32 and a picture', async () => {
    const wide = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0, 0]),
      ...Array.from('good film,1\n'.repeat(9), (character) => Buffer.from([character.charCodeAt(0), 0, 0, 0])),
    ]);
    expect(await detectEncoding(wide, true)).toEqual({ unknown: 'UTF-32' });
    const random = createRandom(1, 1);
    const picture = Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      Buffer.from(Array.from({ length: 5000 }, () => random.integer(256))),
    ]);
    expect(await detectEncoding(picture, true)).toEqual({ unknown: 'binary data' });
  });

  test('reads traditional Chinese in Big5', async () => {
    const text =
      '評論,標籤\n這家餐廳的服務很好，東西也非常好吃，下次還會再來\n價錢太貴，而且等了很久，真的不推薦給大家\n'.repeat(
        5,
      );
    expect(await detectEncoding(iconv.encode(text, 'big5'), true)).toEqual({ encoding: 'big5' });
  });
});

describe('encodingOf', () => {
  test('detects GBK after megabytes of plain English', async () => {
    const bytes = Buffer.concat([
      Buffer.alloc(3 << 20, 'a plain line of text,1\n'),
      iconv.encode(chinese.repeat(2000), 'gbk'),
    ]);
    const file = await folder.write('late.csv', bytes);
    expect(await encodingOf(file, bytes.length, 'auto')).toEqual({ encoding: 'gb18030', bomBytes: 0 });
  });

  test('uses the setting, and still skips the byte order mark', async () => {
    const file = await folder.write('a.csv', english, 'utf-8', true);
    expect(await encodingOf(file, 100, 'gb18030')).toEqual({ encoding: 'gb18030', bomBytes: 0 });
    expect(await encodingOf(file, 100, 'utf-8')).toEqual({ encoding: 'utf-8', bomBytes: 3 });
  });

  test('reports a workbook as such', async () => {
    const file = await folder.write('a.csv', Buffer.from('PK\x03\x04 and so on'));
    expect(await refusal(encodingOf(file, 15, 'auto'))).toEqual({
      code: 'data.notText',
      values: { file, kind: 'ZIP or Excel .xlsx' },
    });
  });

  test('reads Hebrew of Windows, and refuses an encoding that cannot be read', async () => {
    const text = 'טקסט,תווית\nסרט טוב מאוד ומשחק מצוין של השחקנים,כן\nמשעמם וארוך מדי לטעמי,לא\n'.repeat(20);
    const bytes = iconv.encode(text, 'windows-1255');
    const file = await folder.write('a.csv', bytes);
    expect(await encodingOf(file, bytes.length, 'auto')).toEqual({ encoding: 'windows-1255', bomBytes: 0 });
    const escapes = Buffer.from('text,label\n\x1b$B$H$F$b\x1b(B,a\n', 'latin1');
    const other = await folder.write('b.csv', escapes);
    expect((await refusal(encodingOf(other, escapes.length, 'auto'))).code).toBe('data.encodingUnknown');
  });
});

describe('readUtf8', () => {
  test('keeps every character at the borders of its pieces', async () => {
    const text = '好字𠮷a,\n'.repeat(30_000);
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const satisfies Encoding[]) {
      const bytes = iconv.encode(`x${text}`, encoding, { addBOM: true });
      const file = await folder.write('long.csv', bytes);
      const pieces: Buffer[] = [];
      for await (const piece of readUtf8(file, { encoding, bomBytes: byteOrderMark(bytes, encoding) }))
        pieces.push(piece);
      expect(pieces.length).toBeGreaterThan(1);
      expect(Buffer.concat(pieces).toString('utf8') === `x${text}`).toBe(true);
    }
  });

  test('drops NUL characters', async () => {
    const file = await folder.write('nul.csv', Buffer.from('a\0b,1\0\n'));
    const pieces: Buffer[] = [];
    for await (const piece of readUtf8(file, { encoding: 'utf-8', bomBytes: 0 })) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe('ab,1\n');
  });
});

describe('hashFile', () => {
  test('gives the SHA-256 that sha256sum prints', async () => {
    expect(await hashFile(await folder.write('abc.txt', 'abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
