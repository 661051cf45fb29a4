// The training part: what happens before the first step, the charts, and the log.

import '../elements/runCharts.js';

import { html, type TemplateResult } from 'lit';

import type { RunState } from '../../src/shared/messages/panelState.js';
import { isOver } from '../../src/shared/messages/phases.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { clock, duration, say } from '../locale.js';
import { evaluationsOf, startedOf } from '../model/facts.js';
import { fold } from './frame.js';
import { logList } from './logList.js';

export function trainingPart(app: App): TemplateResult {
  return fold(app, 'training', gist(app), () => body(app));
}

function gist({ view }: App): string {
  const { run, history } = view.state;
  if (run === null) return '';
  const { status } = run;
  if (status.phase === 'done')
    return say('training.gistDone', {
      steps: status.steps,
      epochs: status.epochs,
      evaluations: evaluationsOf(history).length,
    });
  const facts = [
    ...(status.steps > 0 ? [say('training.stepOf', { step: status.step, steps: status.steps })] : []),
    say('training.started', { time: clock(run.started, false) }),
  ];
  if (run.checkpoint !== null)
    facts.push(say('training.checkpoint', { ago: duration(Math.max(0, (Date.now() - run.checkpoint) / 1000)) }));
  return facts.join(' · ');
}

function body(app: App): TemplateResult {
  const { run, history } = app.view.state;
  if (run === null)
    return html`<div class="empty">
      ${icon('chart')}<strong>${say('training.none')}</strong><span>${say('training.noneWhy')}</span>
    </div>`;
  const started = startedOf(history);
  return html`${history.points.step.length === 0 ? waiting(run, app) : html`<run-charts .app=${app} .version=${app.view} .started=${started}></run-charts>`}${logList(app)}`;
}

function waiting({ status }: RunState, app: App): TemplateResult {
  const caching = app.view.state.history.log
    .map(({ event }) => event)
    .filter((event) => event.event === 'caching')
    .at(-1);
  if (status.phase === 'preparing' && status.download !== null)
    return html`<div class="empty tall">
      ${icon('ring', 'spin')}<strong>${say('download.running', { model: status.download.model })}</strong
      ><span>${say('training.downloadFirst')}</span>
    </div>`;
  const detail =
    caching !== undefined && status.phase === 'caching'
      ? say('training.caching', { rows: caching.rows, total: caching.total })
      : say('training.preparingWhy');
  const isStill = isOver(status);
  return html`<div class="empty tall">
    ${icon(isStill ? 'chart' : 'ring', isStill ? '' : 'spin')}<strong
      >${say(isStill ? 'training.noSteps' : status.phase === 'caching' ? 'phase.caching' : 'training.preparing')}</strong
    ><span>${isStill ? '' : detail}</span>
  </div>`;
}
