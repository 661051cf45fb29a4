// Classifies cells that are no texts: numbers, dates, links, ids and the like.

import { parseNumber } from './numbers.js';

export type CellKind = 'number' | 'date' | 'email' | 'link' | 'path' | 'phone' | 'id' | 'code' | 'words';

/** With a thousands separator, a decimal comma, a unit or a currency: `1,200`, `4,5`, `68秒`, `12 kg`, `$3.99`. */
const amount = /^[~<>≈]?\p{Sc}?\s?[+-]?\d[\d.,' ]*\s?(?:[%‰]|\p{Sc}|\p{Script=Han}{1,2}|[a-z]{1,4}|°[cf]?)?$/iu;
/** The beginnings of names of months, in lower case. */
const monthStarts = `jan feb fév fev mar mär apr avr abr may mai mag jun jui giu jul lug aug aoû aou ago sep set oct okt
   out ott nov dec dez déc dic ene gen янв фев мар апр мая май июн июл авг сен окт ноя дек`;
const months = new RegExp(`^(?:${monthStarts.split(/\s+/).join('|')})\\p{L}*$`, 'u');
const dateWords = new Set(
  `mon tue tues wed thu thur fri sat sun monday tuesday wednesday thursday friday saturday sunday am pm a p t
   z utc gmt pdt pst est edt cst cdt mst mdt bst cet cest jst at of de um uhr o à h st nd rd th lun mer jeu
   ven sam dim mo di mi do fr sa so 年 月 日 号 號 时 時 点 點 分 秒 上午 下午 凌晨 早上 中午 晚上 午前 午後 오전 오후 년 월 일 시 분 초 周 星期 г`
    .trim()
    .split(/\s+/),
);
const email = /^(?:[^<>@]{0,60}<)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+>?$/;
const link = /^(?:(?:https?|ftp|file|s3):\/\/\S+|www\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6}(?:\/\S*)?)$/i;
const path = /^(?:[A-Za-z]:[\\/]|\\\\\S|~\/|\.{1,2}\/|\/[\w.-]+\/).*$|^\S+[\\/]\S+\.\w{1,5}$/;
const fileName =
  /^[\w.()-]+\.(?:txt|csv|tsv|jsonl?|pdf|docx?|xlsx?|html?|xml|jpe?g|png|gif|webp|wav|mp3|mp4|avi|zip)$/i;
const phone = /^\+?[\d\s().-]{7,20}$/;
const hash =
  /^(?:\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?|(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,128})$/i;

/** @param cell trimmed, not empty */
export function kindOf(cell: string): CellKind {
  if (cell.length > 300) return 'words';
  if (parseNumber(cell) !== undefined) return 'number';
  if (isDate(cell)) return 'date';
  if (amount.test(cell)) return 'number';
  if (phone.test(cell) && cell.replace(/\D/g, '').length >= 7) return 'phone';
  if (email.test(cell)) return 'email';
  if (fileName.test(cell) || path.test(cell)) return 'path';
  if (link.test(cell)) return 'link';
  if (hash.test(cell)) return 'id';
  return wordKind(cell);
}

/** The kind of one ASCII word: an id if it has digits or begins with @, a code if it consists of few capitals. */
function wordKind(cell: string): CellKind {
  if (!/^[\x21-\x7e]+$/.test(cell)) return 'words';
  if (/^@\w+$/.test(cell) || (/\d/.test(cell) && /^[\w.:#/+=-]+$/.test(cell))) return 'id';
  return /^[A-Z]{1,6}(?:[-_][A-Z]{1,6})*$/.test(cell) ? 'code' : 'words';
}

/**
 * Whether the cell consists of numbers, separators and words of dates, with at least two numbers, or one and a month.
 */
function isDate(cell: string): boolean {
  if (cell.length > 48 || !/\d/.test(cell)) return false;
  const plain = cell.normalize('NFKC').toLowerCase();
  const numbers = plain.match(/\d+/g)!;
  const found = plain.match(/[\p{L}\p{M}]+/gu) ?? [];
  const isMonth = found.some((word) => months.test(word));
  const rest = plain.replace(/[\p{L}\p{M}\d]+/gu, '');
  if (numbers.length < 2 && !isMonth && !/\d年/.test(plain)) return false;
  if (!/^[\s.,:/\-+()]*$/.test(rest)) return false;
  if (!found.every((word) => dateWords.has(word) || months.test(word) || isChineseWeekday(word))) return false;
  return (
    isMonth ||
    /\d{1,4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,4}/.test(plain) ||
    /\d[-/]\d/.test(plain) ||
    /(?:^|\D)\d{1,2}:\d{2}/.test(plain) ||
    /\d[年月时時年월시]/.test(plain)
  );
}

function isChineseWeekday(word: string): boolean {
  return (
    /^(?:周|星期|礼拜)[一二三四五六日天]$/.test(word) || /^[年月日号时時点分秒上午下周星期一二三四五六天]+$/.test(word)
  );
}

/** The share of the cells that a kind needs to be the kind of the column. */
const kindShare = 0.85;

/** The kind of nearly all cells, which are trimmed and not empty; `words` where they are of no other kind. */
export function kindOfCells(cells: readonly string[]): CellKind {
  const counts = new Map<CellKind, number>();
  for (const cell of cells) {
    const kind = kindOf(cell);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if ((counts.get('words') ?? 0) > (1 - kindShare) * cells.length) return 'words';
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? 'words';
}
