// The rows of a run as the CSV files that train.py reads, and the run that its output becomes.

import { usualSeparator } from '../../data/rows/labelShape.js';
import { sharesOf } from '../../data/rows/targets.js';
import { csvRow } from '../../data/text/csvRow.js';
import { writeAtomically } from '../../formats/atomicWrite.js';
import { stopIfAborted } from '../interruption.js';
import { denseTargets, type Rows } from '../rows/batchRows.js';
import type { RowSource } from '../rows/runData.js';
import type { PreparedRun } from '../train/prepareRun.js';

/** Whether each label has a probability in every row. */
export function hasSoftLabels({ targets }: Rows): boolean {
  return targets.task === 'single-label' && targets.soft !== undefined;
}

/** The columns of the labels: one, or `p(NAME)` for each label where they have probabilities. */
export function labelColumns({ rows, labelNames }: PreparedRun['data']): string[] {
  return hasSoftLabels(rows) ? labelNames.map((name) => `p(${name})`) : ['label'];
}

/**
 * Writes the columns text, pair (for pairs), those of the labels, and weight (of rows that have one), in the file's
 * order, which is that of the row numbers.
 */
export async function writeRows(
  file: string,
  source: RowSource,
  numbers: Int32Array,
  { data, settings }: PreparedRun,
  signal: AbortSignal,
): Promise<void> {
  const paired = settings.pair !== null;
  const { weights } = data.rows;
  const labels = labelWriter(data.rows, data.labelNames, settings.labelSeparator ?? usualSeparator);
  await writeAtomically(file, async (sink) => {
    const weight = weights === null ? [] : ['weight'];
    const names = ['text', ...(paired ? ['pair'] : []), ...labelColumns(data), ...weight];
    await sink.write(Buffer.from(`${csvRow(names)}\n`, 'utf8'));
    for await (const { row, text, pair } of source.texts(new Set(numbers))) {
      stopIfAborted(signal);
      const own = weights === null ? [] : [String(weights[row])];
      const cells = [text, ...(paired ? [pair ?? ''] : []), ...labels(row), ...own];
      await sink.write(Buffer.from(`${csvRow(cells)}\n`, 'utf8'));
    }
  });
}

/** The cells of a row's labels: their probabilities, or one with their names. */
function labelWriter(rows: Rows, names: readonly string[], separator: string): (row: number) => string[] {
  const { targets, labels } = rows;
  return (row) => {
    if (targets.task === 'regression') return [String(targets.values[row])];
    const shares = sharesOf(targets, Int32Array.of(row));
    if (shares !== undefined) return Array.from(shares, String);
    if (targets.task === 'single-label') return [names[targets.ids[row]!]!];
    const hot = denseTargets(targets, Int32Array.of(row), labels);
    return [names.filter((_, id) => hot[id] === 1).join(separator)];
  };
}
