// Evaluations as CSV text: the rows that the model got wrong, and the confusion matrix.

import type { RunEvaluation } from '../../shared/messages/models.js';
import { isFormula } from '../../shared/plainText.js';

/** @param header names of the columns: line, expected, predicted, probability, text */
export function wrongRowsCsv({ labels, mostWrong }: RunEvaluation, header: string): string {
  const names = (ids: readonly number[]) => ids.map((id) => labels[id] ?? String(id)).join('|');
  const rows = mostWrong.map((row) => [
    String(row.line),
    row.target === null ? names(row.expected) : String(row.target),
    row.value === null ? names(row.predicted) : String(row.value),
    row.probability === null ? '' : row.probability.toFixed(4),
    [row.text ?? '', ...(row.pair === null ? [] : [row.pair])].join(' | '),
  ]);
  return [header, ...rows.map(csvLine)].join('\n') + '\n';
}

/** Rows by true label, columns by predicted label. */
export function matrixCsv({ labels, cells }: RunEvaluation): string {
  const counts = new Map(cells.map(({ expected, predicted, count }) => [`${expected}:${predicted}`, count]));
  const rows = labels.map((label, expected) =>
    csvLine([label, ...labels.map((_, predicted) => String(counts.get(`${expected}:${predicted}`) ?? 0))]),
  );
  return [csvLine(['', ...labels]), ...rows].join('\n') + '\n';
}

function csvLine(cells: readonly string[]): string {
  // A label or a text that a spreadsheet would compute gets an apostrophe, as `predict` gives it.
  const texts = cells.map((cell) => (isFormula(cell) ? `'${cell}` : cell));
  return texts.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
