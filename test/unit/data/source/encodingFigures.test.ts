// The rate of detected encodings: files of 20 to 2 000 rows of generated texts in each supported encoding. test/shared
// has the same of real texts.

import { describe, expect, test } from 'vitest';

import { createRandom, type Random } from '../../../../src/base/random.js';
import {
  inTraditional,
  japanese,
  labelledRows,
  nameOf,
  type Rows,
  shareRight,
  simplified,
  type Stored,
  traditional,
  utf16,
  wanted,
} from '../../../support/encodings.js';
import { fixturePath } from '../../../support/fixtures.js';

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

const reviews = { takeaway: 'data/takeaway.csv', hotels: 'data/hotels.csv' };

describe.each(Object.entries(reviews))('the encoding of Chinese reviews (%s)', (_name, file) => {
  const rows = labelledRows(fixturePath(file));

  test.each(simplified.map((one) => [nameOf(one), one] as const))('is detected in %s', async (_stored, stored) => {
    expect(await shareRight(rows, stored)).toBeGreaterThanOrEqual(wanted);
  });

  test.each(traditional.map((one) => [nameOf(one), one] as const))(
    'is detected in traditional characters in %s',
    async (_stored, stored) => {
      const whole = inTraditional(rows, stored);
      expect(whole.length).toBeGreaterThan(200);
      expect(await shareRight(whole, stored)).toBeGreaterThanOrEqual(wanted);
    },
  );
});

test.each(utf16.map((one) => [nameOf(one), one] as const))(
  'the encoding of English news is detected in %s',
  async (_stored, stored) => {
    expect(await shareRight(labelledRows(fixturePath('data/news.csv')), stored)).toBeGreaterThanOrEqual(wanted);
  },
);
