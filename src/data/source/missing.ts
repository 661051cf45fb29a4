// Words that programs write where there is no value, and that a person may mean as such.

const words = new Set([
  ...['nan', '-nan', 'none', 'null', 'nil', 'nat', 'na', 'n/a', '<na>', '1.#qnan', '1.#ind'],
  // What a spreadsheet shows where it cannot compute.
  ...['#n/a', '#name?', '#value!', '#ref!', '#div/0!', '#num!', '#null!', '#spill!', '#calc!', '#n/a n/a', '#na'],
]);

export function isMissingWord(cell: string): boolean {
  return cell.length < 12 && words.has(cell.trim().toLowerCase());
}
