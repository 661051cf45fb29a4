// Makes untrusted text (from a file, a folder's name, a model or another process) safe to show: control sequences,
// marks of text direction, links, pictures and icons in it stay plain text.

/**
 * Controls (C0, C1), line separators, direction marks and invisible characters, except for the two joiners that scripts
 * and emoji need.
 */
const unseen =
  /[\p{Cc}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]+/gu;

/** The text on one line: each run of unseen characters becomes a space. */
export function plainLine(text: string): string {
  return text.replace(unseen, ' ');
}

/** JSON of the same value, with unseen characters as escapes. */
export function escapeUnseen(json: string): string {
  const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(unseen, (run) => run.split('').map(escape).join(''));
}

/** Keeps tabs and ends of lines (`\r\n` too); every other unseen character becomes a space. */
export function plainLines(text: string): string {
  return text.replace(unseen, (run) => run.replace(/\r(?!\n)|[^\t\r\n]/gu, ' '));
}

/** An invisible character that separates what would be read as one symbol. */
const joiner = '\u2060';

/**
 * The text for messages, lists, the status bar and titles of VS Code, where `[text](command:…)` would be a link and
 * `$(name)` an icon.
 */
export function plainLabel(text: string): string {
  return plainLines(text).replace(/\](?=\()|\$(?=\()/g, (sign) => sign + joiner);
}

/** Characters with a meaning in Markdown. */
const marks = /[\\`*_{}[\]()<>#|~&$!]|:(?=\/\/)|@(?=[\w-]+\.)/g;
/** Endings of names that a preview turns into a link even without `http:`. */
const domains = /\.(?=(?:[a-z]{2}|biz|com|edu|gov|net|org|pro|web|aero|asia|coop|info|museum|name|shop)(?![a-z0-9]))/gi;

/** Markdown that shows exactly this text on one line, without links, pictures or table cells. */
export function plainMarkdown(text: string): string {
  return plainLine(text)
    .replace(/\s+/g, ' ')
    .replace(marks, '\\$&')
    .replace(domains, '\\.')
    .replace(/\bwww\./gi, (word) => `${word.slice(0, -1)}\\.`);
}

/**
 * Whether a spreadsheet would compute the cell, also with full-width characters. A number with a sign is no formula,
 * nor is a sign alone.
 */
export function isFormula(cell: string): boolean {
  if (!/^[=+\-@\t\r\n＝＋－＠]/.test(cell) || cell.length === 1) return false;
  return !/^[+-]\s*[\d.,]+\s*%?$/.test(cell) && !isNumber(cell);
}

function isNumber(cell: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell.trim());
}
