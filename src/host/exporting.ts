// Exports a finished model in a format that other programs read, to a path that the user chooses.

import { dirname, join } from 'node:path';

import { commands, Uri, window } from 'vscode';

import type { Scores } from '../shared/events.js';
import type { PanelExportFormat, RoundingCost } from '../shared/messages/models.js';
import { count, figure, percent } from '../shared/numbers.js';
import { cancellable } from './cancellable.js';
import { choose } from './doors/lists.js';
import { inform } from './doors/messages.js';
import { displayLocale, say } from './locale.js';
import type { HostServices } from './services.js';

const suffixes = { onnx: 'onnx', 'onnx-int8': 'int8.onnx', pth: 'pth', safetensors: 'safetensors' } as const;

/** A finished run. */
export interface ExportedRun {
  readonly folder: string;
  readonly name: string;
}

/** Throws UserError. Nothing is written when no path is chosen, or the user cancels. */
export async function exportModel(
  { service }: Pick<HostServices, 'service'>,
  run: ExportedRun,
  format: PanelExportFormat,
): Promise<void> {
  const out = await chooseTarget(run, format);
  if (out === null) return;
  const exported = await cancellable(say('exporting', { model: run.name }), (signal) =>
    service.request('exportModel', { model: run.folder, format, out }, { signal, timeout: Infinity }),
  );
  if (exported === null) return;
  const reveal = say('reveal');
  const sentences = [
    say('exported', { model: run.name, place: out }),
    ...(exported.rounding === null ? [] : [roundingSentence(exported.rounding)]),
  ];
  const chosen = await inform(sentences.join(' '), reveal);
  if (chosen === reveal) await commands.executeCommand('revealFileInOS', Uri.file(exported.files[0] ?? out));
}

/** The sentence about the scores before and after rounding to eight bits. */
function roundingSentence({ rows, float32, int8 }: RoundingCost): string {
  const locale = displayLocale();
  const shown = (scores: Scores) =>
    scores.kind === 'classes' ? percent(scores.accuracy, locale) : figure(scores.mae, locale);
  return say(float32.kind === 'classes' ? 'roundingAccuracy' : 'roundingError', {
    rows: count(rows, locale),
    before: shown(float32),
    after: shown(int8),
  });
}

/** Asks for the format, then exports. */
export async function chooseFormat(): Promise<PanelExportFormat | null> {
  return choose<PanelExportFormat>(say('chooseFormat'), [
    { label: say('formatFolder'), detail: say('formatFolderDetail'), value: 'folder' },
    { label: say('formatOnnx'), detail: say('formatOnnxDetail'), value: 'onnx' },
    { label: say('formatInt8'), detail: say('formatInt8Detail'), value: 'onnx-int8' },
    { label: say('formatPth'), detail: say('formatPthDetail'), value: 'pth' },
    { label: say('formatSafetensors'), detail: say('formatSafetensorsDetail'), value: 'safetensors' },
    { label: say('formatPython'), detail: say('formatPythonDetail'), value: 'python' },
  ]);
}

async function chooseTarget({ folder, name }: ExportedRun, format: PanelExportFormat): Promise<string | null> {
  if (format !== 'folder' && format !== 'python') {
    const suffix = suffixes[format];
    const kind = suffix.split('.').at(-1)!;
    const target = await window.showSaveDialog({
      defaultUri: Uri.file(join(dirname(folder), `${name}.${suffix}`)),
      filters: { [kind]: [kind] },
      saveLabel: say('exportHere'),
    });
    return target?.fsPath ?? null;
  }
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: say('exportHere'),
  });
  return chosen?.[0] === undefined ? null : join(chosen[0].fsPath, format === 'python' ? `${name}-python` : name);
}
