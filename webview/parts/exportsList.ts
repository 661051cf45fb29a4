// The exports of the finished model.

import { html, type TemplateResult } from 'lit';

import { type PanelExportFormat, panelExportFormats } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { icon, type IconName } from '../icons.js';
import { bytes, say } from '../locale.js';
import { button } from '../toolkit/controls.js';

const signs: Readonly<Record<PanelExportFormat, IconName>> = {
  folder: 'folder',
  onnx: 'package',
  'onnx-int8': 'package',
  pth: 'box',
  safetensors: 'save',
  python: 'terminal',
};

/** The formats that the finished model can be exported in, and its model card. */
export function exportsList(app: App): TemplateResult {
  const model = app.view.state.run?.model ?? null;
  const openCard = button({
    label: say('export.openCard'),
    disabled: model === null,
    onClick: () => app.send({ type: 'openModelCard' }),
  });
  return html`<div id="exports">
    <div class="head"><h3>${say('export.title')}</h3></div>
    <ul class="exports">
      ${panelExportFormats.map((format) => exportRow(app, format))}
      ${row('file', say('export.card'), say('export.cardWhy'), openCard)}
    </ul>
  </div>`;
}

function row(sign: IconName, name: string, why: string, action: TemplateResult): TemplateResult {
  return html`<li>
    ${icon(sign)}
    <div>
      <div>${name}</div>
      <div class="small muted">${why}</div>
    </div>
    ${action}
  </li>`;
}

function exportRow(app: App, format: PanelExportFormat): TemplateResult {
  const { run } = app.view.state;
  const model = run?.model ?? null;
  const name = say(`export.${format}`);
  if (format !== 'folder') {
    const exportButton = button({
      label: say(run?.exporting === format ? 'export.going' : 'export.export'),
      disabled: model === null || run?.exporting !== null,
      onClick: () => app.send({ type: 'export', format }),
    });
    return row(signs[format], name, say(`export.${format}Why`), exportButton);
  }
  const why =
    model === null
      ? say('export.folderWhy')
      : say('export.folderReady', { path: model.path, size: bytes(model.bytes) });
  const open = button({
    label: say('export.open'),
    disabled: model === null,
    onClick: () => app.send({ type: 'openModelFolder' }),
  });
  return row(signs.folder, name, why, open);
}
