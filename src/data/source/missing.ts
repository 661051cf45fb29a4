// Words that programs write for a missing value, but that a person may also mean as text.

const words = new Set([
  'nan',
  '-nan',
  'none',
  'null',
  'nil',
  'nat',
  'na',
  'n/a',
  '<na>',
  '1.#qnan',
  '1.#ind',
  // The errors of spreadsheets.
  '#n/a',
  '#name?',
  '#value!',
  '#ref!',
  '#div/0!',
  '#num!',
  '#null!',
  '#spill!',
  '#calc!',
  '#n/a n/a',
  '#na',
]);

export function isMissingWord(cell: string): boolean {
  return cell.length < 12 && words.has(cell.trim().toLowerCase());
}
