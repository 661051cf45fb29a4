// Exporting a finished model in a format that other programs read; the person chooses where.

import { dirname, join } from 'node:path';
import { commands, ProgressLocation, Uri, window } from 'vscode';
import type { PanelExportFormat } from '../shared/messages/panelState.js';
import type { ChosenModel } from './hover/hoverModel.js';
import type { PanelHost } from './panel/panelContext.js';
import { say } from './locale.js';

const suffixes = { onnx: 'onnx', pth: 'pth', safetensors: 'safetensors' } as const;

/** Throws UserError. Does nothing when no place is chosen. */
export async function exportModel({ service }: Pick<PanelHost, 'service'>, model: ChosenModel, format: PanelExportFormat): Promise<void> {
  const out = await chooseTarget(model, format);
  if (out === null) return;
  const exporting = service.request('exportModel', { model: model.folder, format, out }, { timeout: Infinity });
  const { files } = await window.withProgress({ location: ProgressLocation.Notification, title: say('exporting', { model: model.name }) }, () => exporting);
  const reveal = say('reveal');
  const chosen = await window.showInformationMessage(say('exported', { model: model.name, place: out }), reveal);
  if (chosen === reveal) await commands.executeCommand('revealFileInOS', Uri.file(files[0] ?? out));
}

/** Asks for the format first. */
export async function chooseFormat(): Promise<PanelExportFormat | null> {
  const items: { label: string; detail: string; format: PanelExportFormat }[] = [
    { label: say('formatFolder'), detail: say('formatFolderDetail'), format: 'folder' },
    { label: say('formatOnnx'), detail: say('formatOnnxDetail'), format: 'onnx' },
    { label: say('formatPth'), detail: say('formatPthDetail'), format: 'pth' },
    { label: say('formatSafetensors'), detail: say('formatSafetensorsDetail'), format: 'safetensors' },
  ];
  return (await window.showQuickPick(items, { title: say('chooseFormat') }))?.format ?? null;
}

async function chooseTarget({ folder, name }: ChosenModel, format: PanelExportFormat): Promise<string | null> {
  if (format !== 'folder') {
    const suffix = suffixes[format];
    const target = await window.showSaveDialog({ defaultUri: Uri.file(join(dirname(folder), `${name}.${suffix}`)), filters: { [suffix]: [suffix] }, saveLabel: say('exportHere') });
    return target?.fsPath ?? null;
  }
  const chosen = await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: say('exportHere') });
  return chosen?.[0] === undefined ? null : join(chosen[0].fsPath, name);
}
