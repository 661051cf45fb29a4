// The problems of a data file as diagnostics: one for each line, in the user's language.

import { Diagnostic, DiagnosticSeverity, Range } from 'vscode';

import { describeError } from '../shared/errors.js';
import type { Problem } from '../shared/inspection.js';
import type { Failure } from '../shared/messages/failures.js';
import { describeNotice, type NoticeCode } from '../shared/notices.js';
import { plainLine } from '../shared/plainText.js';
import { displayLocale, say } from './locale.js';

/** The largest number of diagnostics: more would hide the important ones in the Problems view. */
const mostMarks = 500;
/** The problems that are shown as information instead of warnings. */
const mild: readonly NoticeCode[] = [
  'data.duplicateRow',
  'data.mergedLabels',
  'data.rareLabels',
  'data.removedDuplicate',
  'data.removedConflict',
  'data.removedLeaks',
  'data.droppedLabels',
  'data.gatheredLabels',
];

export function problemDiagnostics(problems: readonly Problem[]): Diagnostic[] {
  return problems
    .flatMap(({ notice, lines }) => {
      const severity = mild.includes(notice.code) ? DiagnosticSeverity.Information : DiagnosticSeverity.Warning;
      const sentence = plainLine(describeNotice(notice, displayLocale()));
      return (lines.length === 0 ? [1] : lines).map((line) => mark(line, sentence, severity, notice.code));
    })
    .slice(0, mostMarks);
}

/** The reason why the file cannot be read, at the line that the error names, if any. */
export function failureDiagnostics(failure: Failure): Diagnostic[] {
  const { line } = failure.values;
  return [
    mark(
      typeof line === 'number' ? line : 1,
      plainLine(describeError(failure, displayLocale())),
      DiagnosticSeverity.Error,
      failure.code,
    ),
  ];
}

/** @param line from 1 */
function mark(line: number, message: string, severity: DiagnosticSeverity, code: string): Diagnostic {
  const diagnostic = new Diagnostic(new Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER), message, severity);
  diagnostic.source = say('product');
  diagnostic.code = code;
  return diagnostic;
}
