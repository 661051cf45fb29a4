// The download of a model: its progress and speed, with buttons to stop, continue or dismiss it.

import { html, nothing, type TemplateResult } from 'lit';

import type { DownloadState } from '../../src/shared/messages/panelState.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { bytes, percent, say } from '../locale.js';
import { styles } from '../styles.js';
import { describe } from '../texts/messages.js';
import { button } from '../toolkit/controls.js';

/** The state of a download, with the buttons that stop, continue or dismiss it. */
export function downloadBox(app: App, download: DownloadState): TemplateResult {
  const { phase, total } = download;
  const isRunning = phase === 'running';
  const title = titleOf(download);
  const share = Math.floor((download.bytes / total) * 10) / 10;
  const again = button({
    label: say('download.continue'),
    icon: 'play',
    onClick: () => app.send({ type: 'continueDownload' }),
  });
  const stop = button({
    label: say(isRunning ? 'download.cancel' : 'download.dismiss'),
    onClick: () => app.send({ type: 'cancelDownload' }),
  });
  return html`<div class="download">
    <div class="said" role=${phase === 'failed' ? 'alert' : nothing}>${sign(phase)}<span>${title}</span></div>
    ${total === 0 ? nothing : amount(download)}
    <div class="acts">${isRunning ? nothing : again}${stop}</div>
    <span class="sr" role="status">${isRunning && total > 0 ? `${title}, ${percent(share, 0)}` : title}</span>
  </div>`;
}

function titleOf({ phase, total, model, failure }: DownloadState): string {
  if (phase === 'running') return say(total === 0 ? 'download.asking' : 'download.running', { model });
  return failure === null ? say('download.stopped', { model }) : describe(failure);
}

function sign(phase: DownloadState['phase']): TemplateResult {
  if (phase === 'running') return icon('ring', 'spin');
  return phase === 'failed' ? icon('warning', 'error') : icon('pause');
}

function amount({ model, bytes: come, total, rate, file }: DownloadState): TemplateResult {
  const share = Math.min(1, come / total);
  const facts = [
    say('download.amount', { bytes: bytes(come), total: bytes(total) }),
    ...(rate === null ? [] : [say('download.rate', { bytes: bytes(rate) })]),
    ...(file === null ? [] : [file]),
  ];
  return html`<div
      class="bar"
      role="progressbar"
      aria-label=${say('download.running', { model })}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.floor(share * 100)}
    >
      <i ${styles({ width: `${(share * 100).toFixed(1)}%` })}></i>
    </div>
    <div class="small muted amount">${facts.join(' · ')}</div>`;
}
