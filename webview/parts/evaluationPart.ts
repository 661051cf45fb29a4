// The evaluation part: the scores of the kept model on held-out rows, and its mistakes.

import { html, nothing, type TemplateResult } from 'lit';

import { baselineOf, uselessNotices } from '../../src/shared/baseline.js';
import type { ClassScores } from '../../src/shared/events.js';
import type { RunEvaluation } from '../../src/shared/messages/models.js';
import type { EvaluationState } from '../../src/shared/messages/panelState.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { count, figure, percent, say } from '../locale.js';
import { interval, isLiving } from '../model/facts.js';
import { styles } from '../styles.js';
import { describe, tell } from '../texts/messages.js';
import { confusion } from './confusion.js';
import { exportsList } from './exportsList.js';
import { section } from './frame.js';
import { trial } from './trial.js';
import { wrongRows } from './wrongRows.js';

/** The part of the page about the finished model. */
export function evaluationPart(app: App): TemplateResult {
  const { evaluation } = app.view.state.evaluation;
  const summary =
    evaluation === null ? '' : say('evaluation.summary', { step: evaluation.step, rows: evaluation.rows });
  return section(app, 'evaluation', summary, () => body(app));
}

function body(app: App): TemplateResult {
  const { run, evaluation: state } = app.view.state;
  if (run === null || run.status.phase !== 'done') {
    const isComing = run !== null && isLiving(run.status.phase);
    const title = say(isComing ? 'evaluation.atEnd' : 'evaluation.afterTraining');
    return html`<div class="empty">
      ${icon('pass')}<strong>${title}</strong><span>${say('evaluation.what')}</span>
    </div>`;
  }
  const { evaluation } = state;
  const shown =
    evaluation === null
      ? html`<div class="cols result">${trial(app)}${exportsList(app)}</div>`
      : results(app, evaluation);
  return html`${notice(state)} ${shown}`;
}

/** The reason why there is no evaluation, or none yet. */
function notice({ phase, failure }: EvaluationState): TemplateResult | typeof nothing {
  switch (phase) {
    case 'loading':
      return html`<div class="empty">${icon('ring', 'spin')}<strong>${say('evaluation.loading')}</strong></div>`;
    case 'failed':
      return html`<div class="alert" role="alert">
        ${icon('warning', 'error')}<span>${failure === null ? '' : describe(failure)}</span>
      </div>`;
    case 'none':
      return html`<div class="empty">
        ${icon('info')}<strong>${say('evaluation.none')}</strong><span>${say('evaluation.noneWhy')}</span>
      </div>`;
    case 'ready':
      return nothing;
  }
}

function results(app: App, evaluation: RunEvaluation): TemplateResult {
  const { scores } = evaluation;
  const classes = (of: ClassScores) =>
    html`<div>${confusion(app, evaluation, of)}</div>
      <div>${report(of)}</div>`;
  return html`${uses(evaluation)}${scoreLine(evaluation)}
    <div class="cols result">
      ${scores.kind === 'classes' ? classes(scores) : nothing}
      <div>${wrongRows(app, evaluation)}</div>
      <div class="stack">${trial(app)}${exportsList(app)}</div>
    </div>`;
}

/** Warns where the model is no better than a constant answer, or never recognises some label. */
function uses({ scores }: RunEvaluation): TemplateResult[] {
  return uselessNotices(scores).map(
    (useless) => html`<div class="alert" role="alert">${icon('warning', 'warn')}<span>${tell(useless)}</span></div>`,
  );
}

function scoreLine(evaluation: RunEvaluation): TemplateResult {
  const { scores, rows, wrong } = evaluation;
  if (scores.kind === 'regression')
    return html`${scoreList([
        ['RMSE', figure(scores.rmse)],
        ['MAE', figure(scores.mae)],
        [say('score.pearson'), scores.pearson === null ? '–' : figure(scores.pearson)],
        [say('score.loss'), figure(scores.loss)],
      ])}
      <p class="note">${say('evaluation.rows', { rows })}</p>`;
  const list = scoreList([
    [say('score.accuracy'), percent(scores.accuracy)],
    [say('score.f1'), figure(scores.f1)],
    ...furtherFigures(scores),
    [say('score.loss'), figure(scores.loss)],
    [say('score.wrong'), count(wrong)],
  ]);
  return html`<div class="scoreline">
    ${list}
    <p class="note">${accuracyRange(scores, rows)}</p>
  </div>`;
}

/** Those that an earlier version did not compute, or that are not defined for these rows, are left out. */
function furtherFigures({ weightedF1, matthews, auc }: ClassScores): (readonly [name: string, value: string])[] {
  const all = [
    [say('score.weightedF1'), weightedF1],
    [say('score.matthews'), matthews],
    [say('score.auc'), auc],
  ] as const;
  return all.flatMap(([name, value]) => (value == null ? [] : [[name, figure(value)] as const]));
}

function scoreList(scores: readonly (readonly [name: string, value: string])[]): TemplateResult {
  const entry = ([name, value]: (typeof scores)[number]) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<dl class="scores">${scores.map(entry)}</dl>`;
}

/** The confidence interval of the accuracy, and the accuracy of always answering the most frequent label. */
function accuracyRange(scores: ClassScores, rows: number): string {
  const [low, high] = interval(scores.accuracy, Math.max(1, rows));
  const range = say('evaluation.interval', { rows, share: percent(0.95, 0), low: percent(low), high: percent(high) });
  const most = baselineOf(scores);
  if (most === null) return range;
  return `${range} ${say('evaluation.majority', { label: most.label, share: percent(most.share) })}`;
}

function report({ perClass, precision, recall, f1 }: ClassScores): TemplateResult {
  const rows = perClass.reduce((sum, { support }) => sum + support, 0);
  return html`<div class="head"><h3>${say('report.title')}</h3></div>
    <div class="reportbox" tabindex="0" role="region" aria-label=${say('report.title')}>
      <table class="report">
        <thead>
          <tr>
            <th>${say('report.label')}</th>
            <th class="num">${say('report.precision')}</th>
            <th class="num">${say('report.recall')}</th>
            <th class="num">F1</th>
            <th class="num">${say('report.rows')}</th>
          </tr>
        </thead>
        <tbody>
          ${perClass.map(reportRow)}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${say('report.average')}</th>
            <td class="num">${figure(precision)}</td>
            <td class="num">${figure(recall)}</td>
            <td class="num">${figure(f1)}</td>
            <td class="num">${count(rows)}</td>
          </tr>
        </tfoot>
      </table>
    </div>`;
}

function reportRow({ label, precision, recall, f1, support }: ClassScores['perClass'][number]): TemplateResult {
  return html`<tr>
    <th scope="row" title=${label}>${label}</th>
    <td class="num">${figure(precision)}</td>
    <td class="num">${figure(recall)}</td>
    <td>
      <span class="f"
        ><span class="bar"><i ${styles({ width: `${f1 * 100}%` })}></i></span>${figure(f1)}</span
      >
    </td>
    <td class="num">${count(support)}</td>
  </tr>`;
}
