// Text from a file, a folder's name, a model or another process, made fit for where it is shown: it may hold control
// sequences, marks that turn the direction of reading, links, pictures and icons, and is none of them.

/**
 * Controls (C0, C1), separators of lines, marks of direction, and what takes no room; the two joiners stay, which
 * scripts and emoji are written with.
 */
const unseen =
  /[\p{Cc}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]+/gu;

/** On one line: runs of what cannot be seen become a space. */
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

/** Holds apart what would be read as one sign; it takes no room. */
const joiner = '\u2060';

/**
 * For messages, lists, the status bar and titles of VS Code: `[text](command:…)` would be a link there, `$(sign)` an
 * icon.
 */
export function plainLabel(text: string): string {
  return plainLines(text).replace(/\](?=\()|\$(?=\()/g, (sign) => sign + joiner);
}

/** What Markdown takes for a mark of its own, and for an address. */
const marks = /[\\`*_{}[\]()<>#|~&$!]|:(?=\/\/)|@(?=[\w-]+\.)/g;
/** Ends of names that a preview makes a link of even without `http:`. */
const domains = /\.(?=(?:[a-z]{2}|biz|com|edu|gov|net|org|pro|web|aero|asia|coop|info|museum|name|shop)(?![a-z0-9]))/gi;

/** As Markdown that shows exactly this text, on one line: no link, no picture, no table's cell. */
export function plainMarkdown(text: string): string {
  return plainLine(text)
    .replace(/\s+/g, ' ')
    .replace(marks, '\\$&')
    .replace(domains, '\\.')
    .replace(/\bwww\./gi, (word) => `${word.slice(0, -1)}\\.`);
}

/** What a spreadsheet would compute, also by wide signs: a number with a sign is none, nor is a sign alone. */
export function isFormula(cell: string): boolean {
  if (!/^[=+\-@\t\r\n＝＋－＠]/.test(cell) || cell.length === 1) return false;
  return !/^[+-]\s*[\d.,]+\s*%?$/.test(cell) && !isNumber(cell);
}

function isNumber(cell: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell.trim());
}
