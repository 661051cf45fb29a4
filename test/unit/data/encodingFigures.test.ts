// The rate of detected encodings: files of 20 to 2 000 rows, generated and real, in each supported encoding.

import { readFileSync } from 'node:fs';

import iconv from 'iconv-lite';
import { Converter } from 'opencc-js/cn2t';
import { describe, expect, test } from 'vitest';

import { createRandom, type Random } from '../../../src/base/random.js';
import { detectEncoding, type Encoding } from '../../../src/data/source/encoding.js';
import { csvRow } from '../../../src/data/text/csvRow.js';
import { describeWithShared, sharedPath } from '../../support/shared.js';

const sizes = [20, 30, 50, 100, 200, 500, 1000, 2000];
/** Small files are the hard ones: there are more of them. */
const filesOf = (size: number) => (size <= 100 ? 20 : size <= 500 ? 6 : 2);
/** At least this share has to be right, for each encoding and kind of text. */
const wanted = 0.99;

type Rows = readonly (readonly [text: string, label: string])[];
/** How a text is stored: the name that iconv has for it, and what has to be found. */
interface Stored {
  readonly stored: string;
  readonly found: Encoding;
  readonly mark?: boolean;
}

const utf16: readonly Stored[] = ['utf-16le', 'utf-16be'].flatMap((stored) =>
  [true, false].map((mark) => ({ stored, found: stored as Encoding, mark })),
);
const simplified: readonly Stored[] = [
  { stored: 'gbk', found: 'gb18030' },
  { stored: 'gb18030', found: 'gb18030' },
  ...utf16,
  { stored: 'utf-8', found: 'utf-8' },
];
const traditional: readonly Stored[] = [
  { stored: 'big5', found: 'big5' },
  { stored: 'gb18030', found: 'gb18030' },
  ...utf16,
  { stored: 'utf-8', found: 'utf-8' },
];
const japanese: readonly Stored[] = [
  { stored: 'shift_jis', found: 'shift_jis' },
  ...utf16,
  { stored: 'utf-8', found: 'utf-8' },
];
const nameOf = ({ stored, mark }: Stored) => `${stored}${mark === true ? ' with a byte order mark' : ''}`;

/** Of files with some of the rows, drawn anew for each, the share whose encoding is told right. */
async function shareRight(rows: Rows, { stored, found, mark = false }: Stored): Promise<number> {
  let [right, all] = [0, 0];
  for (const size of sizes) {
    for (let file = 0; file < filesOf(size); file++) {
      const random = createRandom(size, file);
      const drawn = Array.from({ length: size }, () => rows[random.integer(rows.length)]!);
      const lines = drawn.map(([text, label], row) =>
        file % 3 === 0
          ? csvRow([text, label])
          : file % 3 === 1
            ? csvRow([label, text])
            : csvRow([String(row), text, label], '\t'),
      );
      const header = file % 2 === 0 ? ['text,label'] : [];
      const bytes = iconv.encode(`${[...header, ...lines].join(file % 5 === 0 ? '\r\n' : '\n')}\n`, stored, {
        addBOM: mark,
      });
      const guess = await detectEncoding(bytes, true);
      all += 1;
      if ('encoding' in guess && guess.encoding === found) right += 1;
    }
  }
  return right / all;
}

/** Texts of some phrases each, with numbers, English words and the marks of the language between. */
function generate(phrases: readonly string[], marks: readonly string[], labels: readonly string[]): Rows {
  const random = createRandom(phrases.length, marks.length);
  const pick = <Item>(list: readonly Item[]) => list[random.integer(list.length)]!;
  return Array.from(
    { length: 3000 },
    (_, row) =>
      [
        Array.from({ length: 1 + random.integer(5) }, () => phrase(random, pick(phrases)) + pick(marks)).join(''),
        labels[row % labels.length]!,
      ] as const,
  );
}

function phrase(random: Random, plain: string): string {
  const kind = random.integer(12);
  return kind === 0
    ? `${plain}${1 + random.integer(200)}`
    : kind === 1
      ? `${['OK', 'app', 'wifi', 'iPhone'][random.integer(4)]!}${plain}`
      : plain;
}

const simplifiedPhrases = [
  '味道很好,送餐太慢了,包装破了,分量足,价格便宜,服务员态度差,房间很干净,隔音不好,离地铁站近,早餐种类少',
  '下次还会再来,再也不点了,客服不回复,菜都凉了,汤洒了一半,性价比高,环境安静,床很舒服,空调坏了,老板人不错,快递很快',
  '质量一般,和图片不一样,颜色有点深,孩子很喜欢,物流给力,屏幕碎了,电池不耐用,音质清晰,系统卡顿',
].flatMap((line) => line.split(','));
const traditionalPhrases = [
  '味道很好,送餐太慢了,包裝破了,份量足夠,價格便宜,服務員態度差,房間很乾淨,隔音不好,離捷運站近,早餐種類少',
  '下次還會再來,再也不點了,客服不回覆,菜都涼了,湯灑了一半,性價比高,環境安靜,床很舒服,冷氣壞了,老闆人不錯,宅配很快',
  '品質一般,和圖片不一樣,顏色有點深,孩子很喜歡,物流給力,螢幕碎了,電池不耐用,音質清晰,系統卡頓',
].flatMap((line) => line.split(','));
const japanesePhrases = [
  'とても美味しかったです,配達が遅すぎます,部屋がきれいで快適でした,朝食の種類が少ない,また利用したいと思います',
  '二度と買いません,店員の態度が悪い,値段のわりに良い,駅から近くて便利,隣の部屋の音がうるさい,バッテリーがすぐ切れる',
  '画面が割れていた,子供が喜んでいます,説明と違う色が届いた,サポートから返事がない,スープがこぼれていた,コスパ最高',
  '温泉が気持ちいい,エアコンが壊れていた,ラーメンの量が多い',
].flatMap((line) => line.split(','));

const generated: Readonly<Record<string, readonly [Rows, readonly Stored[]]>> = {
  'simplified Chinese': [
    generate(simplifiedPhrases, ['，', '。', '！', '？', '、', ' ', '……'], ['正面', '负面']),
    simplified,
  ],
  'traditional Chinese': [
    generate(traditionalPhrases, ['，', '。', '！', '？', '、', ' '], ['正面', '負面']),
    traditional,
  ],
  Japanese: [generate(japanesePhrases, ['。', '、', '！', '？', '…', ' '], ['良い', '悪い']), japanese],
};

describe.each(Object.entries(generated))('the encoding of generated %s', (_language, [rows, encodings]) => {
  test.each(encodings.map((one) => [nameOf(one), one] as const))('is detected in %s', async (_name, stored) => {
    expect(await shareRight(rows, stored)).toBeGreaterThanOrEqual(wanted);
  });
});

/** Rows with a label first, as both files have them. */
function rowsOfFile(file: string): Rows {
  const lines = readFileSync(sharedPath(file), 'utf8').split(/\r?\n/).slice(1, 6001);
  return lines.flatMap((line) =>
    line.length > 3 ? [[line.slice(line.indexOf(',') + 1), line.slice(0, line.indexOf(','))] as const] : [],
  );
}

describeWithShared(
  'the encoding of real reviews',
  ['data/waimai_10k.csv', 'data/ChnSentiCorp_htl_all.csv', 'data/ag_news_test.csv'],
  () => {
    const toTraditional: (text: string) => string = Converter({ from: 'cn', to: 'tw' }) as (text: string) => string;
    const chinese = ['data/waimai_10k.csv', 'data/ChnSentiCorp_htl_all.csv'];

    test.each(chinese.flatMap((file) => simplified.map((one) => [file, nameOf(one), one] as const)))(
      'of %s is detected in %s',
      async (file, _name, stored) => {
        expect(await shareRight(rowsOfFile(file), stored)).toBeGreaterThanOrEqual(wanted);
      },
    );

    test.each(chinese.flatMap((file) => traditional.map((one) => [file, nameOf(one), one] as const)))(
      'of %s in traditional characters is detected in %s',
      async (file, _name, stored) => {
        const rows = rowsOfFile(file).map(([text, label]) => [toTraditional(text), label] as const);
        // What Big5 has no character for would be a question mark: such texts are not stored in it.
        const whole = rows.filter(
          ([text]) => stored.stored !== 'big5' || iconv.decode(iconv.encode(text, 'big5'), 'big5') === text,
        );
        expect(whole.length).toBeGreaterThan(2000);
        expect(await shareRight(whole, stored)).toBeGreaterThanOrEqual(wanted);
      },
    );

    test.each(utf16.map((one) => [nameOf(one), one] as const))(
      'and of English news is detected in %s',
      async (_name, stored) => {
        expect(await shareRight(rowsOfFile('data/ag_news_test.csv'), stored)).toBeGreaterThanOrEqual(wanted);
      },
    );
  },
);
