// The view: the host's state and the page's own, changed in one place and drawn once a frame.

import { type FromPanel, type PanelPart, panelParts, type ToPanel } from '../src/shared/messages/panel.js';
import type { PanelState } from '../src/shared/messages/panelState.js';
import { addPoints } from '../src/shared/messages/points.js';
import type { SettingName } from '../src/shared/settings.js';
import { Smoother } from './model/curves.js';
import { allRows, type RowFilter } from './model/evaluatedRows.js';
import { type Value, withValue } from './model/fields.js';
import { RowCache } from './model/rowCache.js';

export interface Trial {
  sentence: string;
  pair: string;
  /** The id of the last question; answers with an earlier id are ignored. */
  id: number;
  waiting: boolean;
  answer: Extract<ToPanel, { type: 'classified' }> | null;
}

export interface View {
  readonly state: PanelState;
  readonly rows: RowCache;
  readonly smoother: Smoother;
  readonly open: Partial<Record<PanelPart, boolean>>;
  /** The typed text of each field whose text is no valid value. */
  readonly drafts: Map<SettingName, string>;
  readonly expanded: Set<string>;
  readonly trial: Trial;
  advanced: boolean;
  /** Which of the evaluated rows are listed, and in which order. */
  rowFilter: RowFilter;
  /** The range of steps that the charts show; null for all. */
  zoom: readonly [number, number] | null;
  /** The part of the page that the user last went to. */
  current: PanelPart | null;
}

/** The view of a page that has just received the state. */
export function newView(state: PanelState): View {
  const view: View = {
    state,
    rows: new RowCache(),
    smoother: new Smoother(),
    open: {},
    drafts: new Map(),
    expanded: new Set(['encoder']),
    trial: { sentence: '', pair: '', id: 0, waiting: false, answer: null },
    advanced: false,
    rowFilter: allRows,
    zoom: null,
    current: null,
  };
  view.smoother.follow(state.history.points.loss, 0);
  takeRows(view, state);
  return view;
}

function takeRows({ rows }: View, { data }: PanelState): void {
  rows.use(data.data);
  rows.preview(data.rows);
}

/** The view after a message: the same object where only its contents changed. */
export function reduce(view: View | null, message: ToPanel): View | null {
  if (message.type === 'state') return view === null ? newView(message.state) : update(view, message.state);
  if (view === null) return null;
  switch (message.type) {
    case 'update':
      return update(view, message.changes);
    case 'history':
      return addHistory(view, message);
    case 'rows':
      if (message.data === view.state.data.data) view.rows.put(message.from, message.rows, message.total);
      return { ...view };
    case 'classified':
      if (message.id === view.trial.id) Object.assign(view.trial, { answer: message, waiting: false });
      return view;
    case 'reveal':
      return view;
    // Too late: the page has drawn itself.
    case 'firstView':
      return view;
  }
}

function update(view: View, changes: { readonly [Key in keyof PanelState]?: PanelState[Key] | undefined }): View {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const state: PanelState = { ...view.state, ...given };
  // The host ignores values with an older revision than its own.
  if (state.settings.revision < view.state.settings.revision) state.settings = view.state.settings;
  else if (state.settings.revision > view.state.settings.revision) view.drafts.clear();
  if (changes.history !== undefined) view.smoother.follow(state.history.points.loss, 0);
  if (changes.data !== undefined) takeRows(view, state);
  const isOther = state.run?.folder !== view.state.run?.folder;
  return { ...view, state, ...(isOther ? { zoom: null, rowFilter: allRows } : {}) };
}

function addHistory(view: View, { history }: Extract<ToPanel, { type: 'history' }>): View {
  const { points, log } = view.state.history;
  const from = addPoints(points, history.points);
  view.smoother.follow(points.loss, from);
  return { ...view, state: { ...view.state, history: { points, log: [...log, ...history.log] } } };
}

/** Changes a setting, and tells the host. */
export function changeSetting(
  view: View,
  name: SettingName,
  value: Value,
): { readonly view: View; readonly message: FromPanel } {
  view.drafts.delete(name);
  return changeSettings(view, withValue(view.state.settings.values, name, value));
}

/** Replaces the given settings: returns the new view, and the message for the host with a higher revision. */
export function changeSettings(
  view: View,
  values: Record<string, Value>,
): { readonly view: View; readonly message: FromPanel } {
  const settings = { revision: view.state.settings.revision + 1, values };
  return { view: { ...view, state: { ...view.state, settings } }, message: { type: 'settings', ...settings } };
}

/** Whether a part is open: as the user chose, or else by the current state. */
export function isOpen({ open, state }: View, part: PanelPart): boolean {
  return open[part] ?? (state.run === null || panelParts.indexOf(part) >= panelParts.indexOf('training'));
}
