// The problems of the data: the severity of each, the lines of its rows, and the settings that solve it.

import { html, nothing, type TemplateResult } from 'lit';

import type { Problem } from '../../src/shared/inspection.js';
import type { SettingName } from '../../src/shared/settings.js';
import type { App } from '../app.js';
import { icon, type IconName } from '../icons.js';
import { say } from '../locale.js';
import { tell } from '../texts/messages.js';
import { badge, linkButton } from '../toolkit/controls.js';

type Code = Problem['notice']['code'];

interface Cure {
  readonly setting: SettingName;
  readonly value: boolean | string;
  readonly text:
    | 'data.merge'
    | 'data.keepApart'
    | 'data.removeThem'
    | 'data.keepThem'
    | 'data.quotesStrictly'
    | 'data.dropThem'
    | 'data.makeOne';
}

const rareCures: readonly Cure[] = [
  { setting: 'rareLabels', value: 'drop', text: 'data.dropThem' },
  { setting: 'rareLabels', value: 'merge', text: 'data.makeOne' },
];

/** The problems that a setting solves, with the text of the remedy. */
const cures: Partial<Record<Code, readonly Cure[]>> = {
  'data.openQuote': [{ setting: 'quotes', value: 'strict', text: 'data.quotesStrictly' }],
  'data.nearDuplicateLabels': [{ setting: 'mergeLabels', value: true, text: 'data.merge' }],
  'data.mergedLabels': [{ setting: 'mergeLabels', value: false, text: 'data.keepApart' }],
  'data.duplicateRow': [{ setting: 'duplicates', value: 'remove', text: 'data.removeThem' }],
  'data.removedDuplicate': [{ setting: 'duplicates', value: 'keep', text: 'data.keepThem' }],
  'data.conflictingLabel': [{ setting: 'conflicts', value: 'remove', text: 'data.removeThem' }],
  'data.removedConflict': [{ setting: 'conflicts', value: 'keep', text: 'data.keepThem' }],
  'data.leaks': [{ setting: 'leaks', value: 'remove', text: 'data.removeThem' }],
  'data.removedLeaks': [{ setting: 'leaks', value: 'keep', text: 'data.keepThem' }],
  'data.rareLabels': rareCures,
  'data.loneLabels': rareCures,
  'data.droppedLabels': [{ setting: 'rareLabels', value: 'keep', text: 'data.keepThem' }],
  'data.gatheredLabels': [{ setting: 'rareLabels', value: 'keep', text: 'data.keepApart' }],
};

const harmless = new Set<Code>([
  'data.mergedLabels',
  'data.rareLabels',
  'data.loneLabels',
  'data.duplicateRow',
  'data.nearDuplicateLabels',
  'data.removedDuplicate',
  'data.removedConflict',
  'data.removedLeaks',
  'data.droppedLabels',
  'data.gatheredLabels',
]);

/** The list of the file's problems, each with its rows and its remedies. */
export function dataProblems(app: App): TemplateResult {
  const { data } = app.view.state;
  const found = data.inspection?.problems ?? data.counts?.problems ?? [];
  const count = found.length;
  return html`<div>
    <div class="head">
      <h3>${say('data.problems')}</h3>
      ${count === 0 ? nothing : badge(String(count), say('data.problemCount', { count }))}
      <span class="end muted">${data.phase === 'ready' ? gravity(found) : ''}</span>
    </div>
    <ul class="problems">
      ${found.map((problem) => problemRow(app, problem))}
    </ul>
  </div>`;
}

/** Whether any of the problems stops training. */
function gravity(found: readonly Problem[]): string {
  if (found.length === 0) return say('data.noProblems');
  const stops = found.some(({ notice }) => notice.code === 'data.oneClass');
  return say(stops ? 'data.problemStops' : 'data.problemsHarmless');
}

function problemRow(app: App, problem: Problem): TemplateResult {
  const { notice } = problem;
  const { sign, tone } = signOf(notice.code);
  const offered = app.locked ? [] : (cures[notice.code] ?? []);
  const cureLinks = offered.map(({ text, setting, value }) => linkButton(say(text), () => app.set(setting, value)));
  return html`<li>
    ${icon(sign, tone)}<span>${tell(notice)}</span><span class="acts">${cureLinks} ${linesLink(app, problem)}</span>
  </li>`;
}

function signOf(code: Code): { readonly sign: IconName; readonly tone: string } {
  if (code === 'data.oneClass') return { sign: 'warning', tone: 'error' };
  return harmless.has(code) ? { sign: 'info', tone: 'info' } : { sign: 'warning', tone: 'warn' };
}

function linesLink(app: App, { lines, count }: Problem): TemplateResult | typeof nothing {
  const [first] = lines;
  if (first === undefined) return nothing;
  const label =
    lines.length === 1
      ? say('data.goToLine', { line: first })
      : say('data.showRows', { count: Math.min(count, lines.length) });
  return linkButton(label, () => app.send({ type: 'openLines', file: 'data', lines: [...lines] }));
}
