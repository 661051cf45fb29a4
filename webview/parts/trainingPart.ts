// The training part: the preparations before the first step, the charts, and the log.

import '../elements/runCharts.js';

import { html, type TemplateResult } from 'lit';

import type { RunState } from '../../src/shared/messages/panelState.js';
import { isOver } from '../../src/shared/messages/phases.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { duration, say, timeOfDay } from '../locale.js';
import { evaluationsOf, startedOf } from '../model/facts.js';
import { section } from './frame.js';
import { logList } from './logList.js';

/** The part of the page about the run that is shown. */
export function trainingPart(app: App): TemplateResult {
  return section(app, 'training', summaryOf(app), () => body(app));
}

function summaryOf({ view }: App): string {
  const { run, history } = view.state;
  if (run === null) return '';
  const { status } = run;
  if (status.phase === 'done')
    return say('training.summaryDone', {
      steps: status.steps,
      epochs: status.epochs,
      evaluations: evaluationsOf(history).length,
    });
  const facts = [
    ...(status.steps > 0 ? [say('training.stepOf', { step: status.step, steps: status.steps })] : []),
    say('training.started', { time: timeOfDay(run.started, false) }),
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
  const charts = () => html`<run-charts .app=${app} .version=${app.view} .started=${startedOf(history)}></run-charts>`;
  return html`${history.points.step.length === 0 ? waiting(run, app) : charts()}${logList(app)}`;
}

/** The text in place of the charts before the first step. */
function waiting({ status }: RunState, app: App): TemplateResult {
  const { phase, download } = status;
  if (phase === 'preparing' && download !== null)
    return empty(
      icon('ring', 'spin'),
      say('download.running', { model: download.model }),
      say('training.downloadFirst'),
    );
  if (isOver(status)) return empty(icon('chart'), say('training.noSteps'), '');
  if (phase !== 'caching') return empty(icon('ring', 'spin'), say('training.preparing'), say('training.preparingWhy'));
  const caching = app.view.state.history.log
    .map(({ event }) => event)
    .filter((event) => event.event === 'caching')
    .at(-1);
  const detail =
    caching === undefined
      ? say('training.preparingWhy')
      : say('training.caching', { rows: caching.rows, total: caching.total });
  return empty(icon('ring', 'spin'), say('phase.caching'), detail);
}

function empty(sign: TemplateResult, title: string, detail: string): TemplateResult {
  return html`<div class="empty tall">${sign}<strong>${title}</strong><span>${detail}</span></div>`;
}
