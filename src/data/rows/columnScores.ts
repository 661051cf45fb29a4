// Scores the evidence that a column holds texts or labels: its contents and, with less weight, its name.

import type { Task } from '../../base/model.js';
import { type CellKind, kindOfCells } from '../source/cellKinds.js';
import { parseNumber } from '../source/numbers.js';
import { isAmount } from '../source/numberSpelling.js';
import type { Table } from '../table/table.js';
import {
  foldName,
  hasPart,
  labelNames,
  labelParts,
  lesserLabelNames,
  lesserTextNames,
  likelyTextNames,
  measureWords,
  nameWords,
  otherNames,
  textNames,
  textParts,
} from '../text/columnWords.js';

/** Statistics of a column in the sample; shares and means are over its filled cells. */
export interface Profile {
  readonly index: number;
  readonly name: string;
  readonly folded: string;
  readonly words: readonly string[];
  readonly rows: number;
  readonly filled: number;
  readonly meanCharacters: number;
  /** Words of scripts with spaces, half the characters of those without. */
  readonly meanWords: number;
  readonly distinct: number;
  /** The kind of nearly all cells; `words` where they are of no other kind. */
  readonly kind: CellKind;
  /** The share of numbers with decimals. */
  readonly fractions: number;
  /** The share of numbers. */
  readonly numbers: number;
}

export interface Scored {
  readonly profile: Profile;
  readonly score: number;
  /** Whether the name contributed more than the contents. */
  readonly byName: boolean;
}

const scriptsWithoutSpaces = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const withoutSpaces = new RegExp(`[${scriptsWithoutSpaces.map((name) => `\\p{Script=${name}}`).join('')}]`, 'gu');

export function profileOf(table: Table, name: string, index: number): Profile {
  const cells = table.sample.map((row) => row.fields[index]!.trim()).filter((cell) => cell !== '');
  const mean = (of: (cell: string) => number) =>
    cells.reduce((sum, cell) => sum + of(cell), 0) / Math.max(1, cells.length);
  return {
    index,
    name,
    rows: table.sample.length,
    filled: cells.length,
    folded: table.header ? foldName(name) : '',
    words: table.header ? nameWords(name) : [],
    meanCharacters: mean((cell) => cell.length),
    meanWords: mean(countWords),
    distinct: new Set(cells).size,
    kind: kindOfCells(cells),
    numbers: mean((cell) => (parseNumber(cell) !== undefined || isAmount(cell) ? 1 : 0)),
    fractions: mean((cell) => (/^[+-]?\d*[.,](?!0+$)\d+$/.test(cell) ? 1 : 0)),
  };
}

function countWords(cell: string): number {
  const dense = cell.match(withoutSpaces)?.length ?? 0;
  return (
    dense / 2 +
    cell
      .replace(withoutSpaces, ' ')
      .split(/\s+/)
      .filter((word) => /\p{L}/u.test(word)).length
  );
}

/** Columns that may hold texts, the likeliest first. */
export function rankTexts(free: readonly Profile[]): Scored[] {
  return ranked(free.filter(({ kind }) => kind === 'words').map((one) => scored(one, textName(one), textContent(one))));
}

/** Columns that may hold labels of the task, the likeliest first. */
export function rankLabels(free: readonly Profile[], task: Task): Scored[] {
  const content = task === 'regression' ? numberContent : labelContent;
  const all = free.map((one) => scored(one, labelName(one), content(one)));
  return ranked(all.filter(({ score }) => score > -3));
}

function scored(profile: Profile, name: number, content: number): Scored {
  return { profile, score: name + content, byName: name > 0 };
}

function ranked(all: readonly Scored[]): Scored[] {
  return [...all].sort((a, b) => b.score - a.score || a.profile.index - b.profile.index);
}

function isOther(profile: Profile): boolean {
  return otherNames.has(profile.folded) || hasPart(profile, otherNames);
}

/** Whether a name such as `sentiment_confidence` says that this is a measure of something else. */
function isMeasure({ words, folded }: Profile): boolean {
  const last = words.at(-1);
  if (last === undefined || labelNames.has(folded) || lesserLabelNames.has(folded)) return false;
  return (words.length > 1 && measureWords.has(last)) || /(?:置信度|概率|数量|次数)$/.test(folded);
}

function textName(profile: Profile): number {
  const { folded } = profile;
  if (textNames.has(folded)) return 4;
  if (likelyTextNames.has(folded)) return 3;
  const asOther = (labelNames.has(folded) ? -4 : 0) + (isOther(profile) ? -3 : 0);
  if (lesserTextNames.has(folded)) return 2 + asOther;
  const part = hasPart(profile, textParts) ? 2 : 0;
  return part + asOther + (hasPart(profile, labelParts) ? -1.5 : 0);
}

/** One word gives 1, three 2, seven 3, sixty-three 6. */
function textContent({ meanWords, filled, rows, distinct }: Profile): number {
  const isRepeated = filled >= 6 && distinct <= filled / 3;
  return Math.min(6, Math.log2(1 + meanWords)) + (isRepeated ? -1.5 : distinct / filled) - 3 * (1 - filled / rows);
}

function labelName(profile: Profile): number {
  const { folded } = profile;
  const isText = (textNames.has(folded) || likelyTextNames.has(folded)) && !lesserLabelNames.has(folded);
  if (isMeasure(profile)) return -4;
  if (labelNames.has(folded)) return /^(?:labels?|标签|標籤|ラベル|etikett|etiqueta)$/.test(folded) ? 5.5 : 5;
  if (lesserLabelNames.has(folded)) return 3.5;
  return (isText ? -2 : 0) + (hasPart(profile, labelParts) ? 3 : 0) + (isOther(profile) ? -2 : 0);
}

/** Labels repeat and are short; ids and dates do not. The start of a sorted file may contain one label only. */
function labelContent({ kind, filled, rows, distinct, meanCharacters, fractions }: Profile): number {
  if (['date', 'email', 'link', 'path', 'phone'].includes(kind)) return -8;
  const unrepeated = distinct === filled && filled > 2;
  const few = filled < 10;
  const share = distinct / filled;
  const repetition = unrepeated ? (few ? -2 : -6) : few ? 1 : share > 0.5 ? -4 : share > 0.2 ? 0 : 2 - 2 * share;
  const manyFractions = fractions > 0.3 && distinct > 12 ? -4 : fractions > 0.3 ? -2.5 : 0;
  return (
    repetition +
    manyFractions +
    (kind === 'number' && unrepeated ? -1 : 0) +
    (meanCharacters > 60 ? -3 : meanCharacters > 30 ? -1 : 0) +
    (distinct < 2 ? -1.5 : 0) +
    (distinct === 2 ? 0.25 : 0) -
    2 * (1 - filled / rows)
  );
}

function numberContent({ numbers, filled, rows, distinct, fractions }: Profile): number {
  const isCounter = distinct === filled && filled > 2 && fractions === 0;
  return 2 - 6 * (1 - numbers) + (isCounter ? -1 : 0) + (distinct < 2 ? -1 : 0) - 2 * (1 - filled / rows);
}
