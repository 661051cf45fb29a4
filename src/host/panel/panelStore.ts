// The panel's state, kept by the host and sent to the page: changes are collected, and at most ten messages a second
// are sent.

import type { ToPanel } from '../../shared/messages/panel.js';
import type { History, PanelState } from '../../shared/messages/panelState.js';
import { addPoints } from '../../shared/messages/points.js';
import { emptyHistory } from '../runs/runHistory.js';

/** Milliseconds between two sendings; each may be two messages, an update and a history. */
const interval = 200;

export type Post = (message: ToPanel) => void;

export class PanelStore {
  private changes: Partial<PanelState> = {};
  private added: History = emptyHistory();
  private timer: NodeJS.Timeout | undefined;
  private lastSent = 0;
  /** Whether the page listens. Nothing is sent before, since `ready` is answered with the whole state. */
  private listening = false;

  constructor(
    private current: PanelState,
    private readonly post: Post,
    private readonly now: () => number = Date.now,
  ) {}

  get state(): PanelState {
    return this.current;
  }

  /** Called when the page has started, for the first time or again: sends the whole state. */
  begin(): void {
    this.listening = true;
    this.forgetPending();
    this.post({ type: 'state', state: this.current });
  }

  set(changes: Partial<PanelState>): void {
    this.current = { ...this.current, ...changes };
    if (!this.listening) return;
    this.changes = { ...this.changes, ...changes };
    // A new history discards pending additions to the old one.
    if (changes.history !== undefined) this.added = emptyHistory();
    this.sendSoon();
  }

  addHistory({ points, log }: History): void {
    const { history } = this.current;
    addPoints(history.points, points);
    for (const entry of log) history.log.push(entry);
    // A history that is yet to be sent as a whole contains the addition already.
    if (!this.listening || this.changes.history !== undefined) return;
    addPoints(this.added.points, points);
    for (const entry of log) this.added.log.push(entry);
    this.sendSoon();
  }

  dispose(): void {
    this.listening = false;
    clearTimeout(this.timer);
  }

  private sendSoon(): void {
    this.timer ??= setTimeout(() => this.send(), Math.max(0, this.lastSent + interval - this.now()));
  }

  private send(): void {
    const { changes, added } = this;
    this.forgetPending();
    this.lastSent = this.now();
    if (Object.keys(changes).length > 0) this.post({ type: 'update', changes });
    if (added.points.step.length > 0 || added.log.length > 0) this.post({ type: 'history', history: added });
  }

  private forgetPending(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.changes = {};
    this.added = emptyHistory();
  }
}
