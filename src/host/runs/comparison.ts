// Compares runs in a Markdown document: scores first, then the settings that differ.

import type { Locale } from '../../shared/catalogue.js';
import type { RunSummary } from '../../shared/messages/models.js';
import { shortModelName } from '../../shared/modelName.js';
import { firstBundledModel } from '../../shared/models/bundledModels.js';
import { count, figure, percent } from '../../shared/numbers.js';
import { plainMarkdown } from '../../shared/plainText.js';
import { settingNames, type Settings } from '../../shared/settings.js';
import { sayIn } from '../words.js';

export interface ComparedRun {
  readonly summary: RunSummary;
  /** The settings; null when the run.json cannot be read. */
  readonly settings: Settings | null;
}

const states = {
  running: 'stateRunning',
  paused: 'statePaused',
  done: 'stateDone',
  interrupted: 'stateInterrupted',
  failed: 'stateFailed',
} as const;

export function comparison(runs: readonly ComparedRun[], locale: Locale): string {
  const settings = differing(runs);
  const parts = [
    `# ${sayIn(locale, 'comparison')}`,
    table(scoreRows(runs, locale)),
    `## ${sayIn(locale, 'compareSettings')}`,
  ];
  parts.push(settings.length === 0 ? sayIn(locale, 'compareAlike') : table([heads(runs, locale), ...settings]));
  return `${parts.join('\n\n')}\n`;
}

function scoreRows(runs: readonly ComparedRun[], locale: Locale): string[][] {
  const row = (name: string, value: (run: RunSummary) => string) => [
    name,
    ...runs.map(({ summary }) => value(summary)),
  ];
  const classes =
    (value: (scores: { accuracy: number; f1: number }) => string) =>
    ({ scores }: RunSummary) =>
      scores?.kind === 'classes' ? value(scores) : '—';
  return [
    heads(runs, locale),
    row(sayIn(locale, 'compareState'), ({ state }) => sayIn(locale, states[state])),
    row(
      sayIn(locale, 'compareAccuracy'),
      classes(({ accuracy }) => percent(accuracy, locale)),
    ),
    row(
      'F1',
      classes(({ f1 }) => figure(f1, locale)),
    ),
    row(sayIn(locale, 'compareLoss'), ({ scores, loss }) => {
      const value = scores?.loss ?? loss;
      return value === null ? '—' : figure(value, locale);
    }),
    row(sayIn(locale, 'compareSteps'), ({ step, steps }) => `${count(step, locale)} / ${count(steps, locale)}`),
    row(sayIn(locale, 'compareModel'), ({ model }) => shortModelName(model ?? firstBundledModel)),
    row(sayIn(locale, 'compareData'), ({ data }) => nameOf(data)),
  ];
}

function heads(runs: readonly ComparedRun[], locale: Locale): string[] {
  return [sayIn(locale, 'compareRun'), ...runs.map(({ summary }) => summary.name)];
}

function differing(runs: readonly ComparedRun[]): string[][] {
  const text = (run: ComparedRun, name: (typeof settingNames)[number]) => String(run.settings?.[name] ?? '—');
  return settingNames
    .map((name) => [name, ...runs.map((run) => text(run, name))])
    .filter(([, ...values]) => new Set(values).size > 1);
}

function table([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plainMarkdown).join(' | ')} |`;
  return [line(head!), line(head!.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
