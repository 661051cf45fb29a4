// Ways to take the finished model elsewhere.

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

export function exportsList(app: App): TemplateResult {
  const { run } = app.view.state;
  const model = run?.model ?? null;
  const act = (format: PanelExportFormat) =>
    format === 'folder'
      ? button({
          label: say('export.open'),
          disabled: model === null,
          onClick: () => app.send({ type: 'openModelFolder' }),
        })
      : button({
          label: say(run?.exporting === format ? 'export.going' : 'export.export'),
          disabled: model === null || run?.exporting !== null,
          onClick: () => app.send({ type: 'export', format }),
        });
  return html`<div id="exports">
    <div class="head"><h3>${say('export.title')}</h3></div>
    <ul class="exports">
      ${panelExportFormats.map(
        (format) =>
          html`<li>
            ${icon(signs[format])}
            <div>
              <div>${say(`export.${format}`)}</div>
              <div class="small muted">
                ${format === 'folder' && model !== null ? say('export.folderReady', { path: model.path, size: bytes(model.bytes) }) : say(`export.${format}Why`)}
              </div>
            </div>
            ${act(format)}
          </li>`,
      )}
      <li>
        ${icon('file')}
        <div>
          <div>${say('export.card')}</div>
          <div class="small muted">${say('export.cardWhy')}</div>
        </div>
        ${button({ label: say('export.openCard'), disabled: model === null, onClick: () => app.send({ type: 'openModelCard' }) })}
      </li>
    </ul>
  </div>`;
}
