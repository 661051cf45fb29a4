// The inspection of a data file, as lines for people: the file, its columns, labels, lengths and problems.

import type { Locale } from '../shared/catalogue.js';
import type { ColumnReport, Inspection } from '../shared/inspection.js';
import { describeNotice } from '../shared/notices.js';
import { bytes, percent } from '../shared/numbers.js';
import { fit, printable, table } from './columns.js';
import { shortPath } from './runReporter.js';
import { text } from './texts.js';

const shownLabels = 30;
const widestName = 32;
const barLength = 30;

export function inspectionLines(inspection: Inspection, locale: Locale): string[] {
  const { rows, usable, problems } = inspection;
  const size = bytes(inspection.bytes, locale);
  return [
    fileLine(inspection, size, locale),
    text(locale, 'inspectedRows', { rows, usable }),
    '',
    ...columnLines(inspection.columns, locale),
    ...labelLines(inspection, locale),
    ...lengthLines(inspection, locale),
    ...(problems.length === 0
      ? []
      : ['', ...problems.map(({ notice }) => `• ${printable(describeNotice(notice, locale))}`)]),
  ];
}

function fileLine({ file: path, format, encoding, delimiter }: Inspection, size: string, locale: Locale): string {
  const file = printable(shortPath(path));
  if (format === 'csv') return text(locale, 'inspectedFile', { file, size, encoding, delimiter });
  if (format === 'jsonl') return text(locale, 'inspectedLines', { file, size, encoding });
  return text(locale, 'inspectedRecords', { file, size, format: text(locale, `format.${format}`) });
}

function columnLines(columns: readonly ColumnReport[], locale: Locale): string[] {
  const header = (['column', 'use', 'distinct', 'empty', 'meanCharacters'] as const).map((code) => text(locale, code));
  const rows = columns.map(({ name, role, distinct, distinctIsMore, empty, meanCharacters }) => [
    fit(printable(name), widestName),
    role === null ? '–' : text(locale, `${role}Role`),
    `${distinct}${distinctIsMore ? '+' : ''}`,
    String(empty),
    meanCharacters.toFixed(1),
  ]);
  return table([header, ...rows]);
}

function labelLines({ labels, labelsAreMore, usable }: Inspection, locale: Locale): string[] {
  if (labels.length === 0) return [];
  const rows = labels
    .slice(0, shownLabels)
    .map(({ label, count }, id) => [
      fit(printable(label), widestName),
      String(id),
      String(count),
      percent(count / Math.max(1, usable), locale),
    ]);
  const more =
    labels.length > shownLabels || labelsAreMore
      ? [text(locale, 'moreLabels', { labels: `${labels.length}${labelsAreMore ? '+' : ''}` })]
      : [];
  return ['', ...table([[text(locale, 'label'), 'id', text(locale, 'rows'), '%'], ...rows]), ...more];
}

function lengthLines({ lengths }: Inspection, locale: Locale): string[] {
  const filled = lengths.histogram.filter(({ count }) => count > 0);
  if (filled.length === 0) return [];
  const most = filled.reduce((largest, { count }) => Math.max(largest, count), 0);
  const bars = filled.map(({ upTo, count }) => [upTo === null ? '…' : `≤ ${upTo}`, String(count)]);
  const lines = table(bars).map(
    (line, index) => `${line}  ${'▇'.repeat(Math.ceil(((filled[index]?.count ?? 0) / most) * barLength))}`,
  );
  return ['', text(locale, 'lengths', { mean: lengths.mean.toFixed(1), maximum: lengths.maximum }), ...lines];
}
