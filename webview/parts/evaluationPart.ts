// The evaluation part: what the kept model scores on rows that it has not seen, and where it errs.

import { html, nothing, type TemplateResult } from 'lit';

import type { ClassScores } from '../../src/shared/events.js';
import type { RunEvaluation } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { count, figure, percent, say } from '../locale.js';
import { interval, isLiving, majority } from '../model/facts.js';
import { styles } from '../styles.js';
import { describe } from '../texts/messages.js';
import { confusion } from './confusion.js';
import { exportsList } from './exportsList.js';
import { fold } from './frame.js';
import { trial } from './trial.js';
import { wrongRows } from './wrongRows.js';

export function evaluationPart(app: App): TemplateResult {
  const { evaluation } = app.view.state.evaluation;
  const gist = evaluation === null ? '' : say('evaluation.gist', { step: evaluation.step, rows: evaluation.rows });
  return fold(app, 'evaluation', gist, () => body(app));
}

function body(app: App): TemplateResult {
  const { state } = app.view;
  const { run } = state;
  if (run === null || run.status.phase !== 'done') {
    const title =
      run !== null && isLiving(run.status.phase) ? say('evaluation.atEnd') : say('evaluation.afterTraining');
    return html`<div class="empty">
      ${icon('pass')}<strong>${title}</strong><span>${say('evaluation.what')}</span>
    </div>`;
  }
  const { phase, evaluation, failure } = state.evaluation;
  return html`${phase === 'loading' ? html`<div class="empty">${icon('ring', 'spin')}<strong>${say('evaluation.loading')}</strong></div>` : nothing}
  ${phase === 'failed' ? html`<div class="alert" role="alert">${icon('warning', 'error')}<span>${failure === null ? '' : describe(failure)}</span></div>` : nothing}
  ${phase === 'none' ? html`<div class="empty">${icon('info')}<strong>${say('evaluation.none')}</strong><span>${say('evaluation.noneWhy')}</span></div>` : nothing}
  ${evaluation === null ? html`<div class="cols result">${trial(app)}${exportsList(app)}</div>` : results(app, evaluation)}`;
}

function results(app: App, evaluation: RunEvaluation): TemplateResult {
  const { scores } = evaluation;
  return html`${scoreLine(evaluation)}
    <div class="cols result">
      ${
        scores.kind === 'classes'
          ? html`<div>${confusion(app, evaluation, scores)}</div>
              <div>${report(scores)}</div>`
          : nothing
      }
      <div>${wrongRows(app, evaluation)}</div>
      <div class="stack">${trial(app)}${exportsList(app)}</div>
    </div>`;
}

function scoreLine({ scores, rows, wrong }: RunEvaluation): TemplateResult {
  const entry = (name: string, value: string) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  if (scores.kind === 'regression') {
    return html`<dl class="scores">
        ${entry('RMSE', figure(scores.rmse))}${entry('MAE', figure(scores.mae))}${entry(say('score.pearson'), scores.pearson === null ? '–' : figure(scores.pearson))}${entry(say('score.loss'), figure(scores.loss))}
      </dl>
      <p class="note">${say('evaluation.rows', { rows })}</p>`;
  }
  const [low, high] = interval(scores.accuracy, Math.max(1, rows));
  const most = majority(scores);
  const range = say('evaluation.interval', { rows, share: percent(0.95, 0), low: percent(low), high: percent(high) });
  return html`<div class="scoreline">
    <dl class="scores">
      ${entry(say('score.accuracy'), percent(scores.accuracy))}${entry(say('score.f1'), figure(scores.f1))}${entry(say('score.loss'), figure(scores.loss))}${entry(say('score.wrong'), count(wrong))}
    </dl>
    <p class="note">
      ${range}${most === null ? '' : ` ${say('evaluation.majority', { label: most.label, share: percent(most.share) })}`}
    </p>
  </div>`;
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
          ${perClass.map(
            (each) =>
              html`<tr>
                <th scope="row">${each.label}</th>
                <td class="num">${figure(each.precision)}</td>
                <td class="num">${figure(each.recall)}</td>
                <td>
                  <span class="f"
                    ><span class="bar"><i ${styles({ width: `${each.f1 * 100}%` })}></i></span>${figure(each.f1)}</span
                  >
                </td>
                <td class="num">${count(each.support)}</td>
              </tr>`,
          )}
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
