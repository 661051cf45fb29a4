// The object that every part of the page receives: the view, the functions that change it, and the connection to the
// host.

import { type FromPanel, type PanelPart, panelParts, type ToPanel } from '../src/shared/messages/panel.js';
import type { SettingName } from '../src/shared/settings.js';
import { recall, remember, send } from './hostMessages.js';
import { parseField, type Value, valueOf, type Values } from './model/fields.js';
import { changeSetting, changeSettings, isOpen, reduce, type View } from './view.js';

/** Milliseconds after the last key press before a sentence is classified. */
const typingRest = 300;

/** The object that the parts of the page share: it holds the view, changes it, and talks to the host. */
export class App {
  private current: View | null = null;
  private scheduled = false;
  private typing: ReturnType<typeof setTimeout> | undefined;
  /** The learning rate to set once the settings are unlocked; null when none is waiting. */
  private waitingRate: number | null = null;

  constructor(private readonly draw: (app: App) => void) {}

  /** Whether the host has sent the state; before that `view` throws. */
  get isReady(): boolean {
    return this.current !== null;
  }

  /** The current view. Throws an Error before the host has sent the state. */
  get view(): View {
    if (this.current === null) throw new Error('nothing to show before the first state');
    return this.current;
  }

  /** Applies a message from the host, and schedules a drawing. */
  take(message: ToPanel): void {
    const before = this.current;
    this.current = reduce(before, message);
    if (before === null && this.current !== null) this.restore(this.current);
    else if (before !== null && this.current !== null) this.follow(before, this.current);
    if (this.waitingRate !== null && this.current?.state.run === null) {
      const rate = this.waitingRate;
      this.waitingRate = null;
      this.set('learningRate', rate);
    }
    if (message.type === 'reveal' && this.current !== null) this.goTo(message.part);
    this.redraw();
  }

  /** Scrolls to the charts when a run begins, and to the top when a new one is set up. */
  private follow(before: View, now: View): void {
    if (before.state.run === null && now.state.run !== null) this.goTo('training');
    else if (before.state.run !== null && now.state.run === null)
      this.goTo(this.waitingRate === null ? 'data' : 'model');
  }

  /** Schedules one drawing before the next frame, however many changes there are. */
  redraw(): void {
    if (this.scheduled || this.current === null) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.draw(this);
    });
  }

  /** Sends a message to the host. */
  send(message: FromPanel): void {
    send(message);
  }

  /** Whether the settings are locked, which is so while a run is shown. */
  get locked(): boolean {
    return this.view.state.run !== null;
  }

  /** The settings on the page: those of the shown run, or else the user's own. */
  get values(): Values {
    const { run, history, settings } = this.view.state;
    const started = run === null ? undefined : history.log.find(({ event }) => event.event === 'started')?.event;
    return started?.event === 'started' ? started.settings : settings.values;
  }

  /** The value of a setting on the page: as given, or else the recipe's. */
  value(name: SettingName): Value {
    return valueOf(this.values, name);
  }

  /** Changes a setting and tells the host; does nothing while the settings are locked. */
  set(name: SettingName, value: Value): void {
    if (this.locked) return;
    const { view, message } = changeSetting(this.view, name, value);
    this.current = view;
    send(message);
    this.redraw();
  }

  /** Replaces all given settings and discards unfinished input; does nothing while the settings are locked. */
  setAll(values: Record<string, Value>): void {
    if (this.locked) return;
    this.view.drafts.clear();
    const { view, message } = changeSettings(this.view, values);
    this.current = view;
    send(message);
    this.redraw();
  }

  /**
   * Handles text typed into a field: a valid value goes to the host, anything else stays in the field with its error.
   */
  type(name: SettingName, text: string): void {
    const parsed = parseField(name, text);
    if (parsed.failure === null) {
      this.set(name, parsed.value);
      return;
    }
    this.view.drafts.set(name, text);
    this.redraw();
  }

  /** Sets up a new run with a lower learning rate, once the host has left the old run and the settings unlock. */
  lowerRate(rate: number): void {
    this.waitingRate = Number(rate.toPrecision(2));
    send({ type: 'newRun' });
  }

  /** Starts a run with the current settings. */
  start(): void {
    const { revision, values } = this.view.state.settings;
    send({ type: 'start', revision, values });
  }

  /** Changes parts of the view that only the page knows. */
  change(changes: Partial<Pick<View, 'zoom' | 'rowFilter' | 'advanced' | 'current'>>): void {
    // A new object: elements compare it by identity to see that something has changed.
    this.current = { ...this.view, ...changes };
    if (changes.advanced !== undefined) this.keep();
    this.redraw();
  }

  /** Opens or closes a part of the page; the choice survives a reload. */
  setOpen(part: PanelPart, open: boolean): void {
    if (isOpen(this.view, part) === open) return;
    this.view.open[part] = open;
    this.keep();
    this.redraw();
  }

  /** Opens a part of the page and scrolls to it. */
  goTo(part: PanelPart): void {
    this.setOpen(part, true);
    this.change({ current: part });
    this.afterDrawing(() => document.getElementById(part)?.scrollIntoView());
  }

  /** Runs `action` once the page shows all changes made so far: one frame draws them, the next lays them out. */
  afterDrawing(action: () => void): void {
    requestAnimationFrame(() => requestAnimationFrame(action));
  }

  /** Changes the sentence to try; it is classified when the typing pauses, or at once. */
  tryOut(changes: { readonly sentence?: string; readonly pair?: string }, atOnce = false): void {
    const { trial } = this.view;
    Object.assign(trial, changes);
    clearTimeout(this.typing);
    this.keep();
    if (trial.sentence.trim() === '') Object.assign(trial, { id: trial.id + 1, answer: null, waiting: false });
    else this.typing = setTimeout(() => this.classify(), atOnce ? 0 : typingRest);
    this.redraw();
  }

  private classify(): void {
    const { trial } = this.view;
    Object.assign(trial, { id: trial.id + 1, waiting: true });
    send({
      type: 'classify',
      id: trial.id,
      text: trial.sentence,
      pair: this.value('pair') === null ? null : trial.pair,
    });
    this.redraw();
  }

  /** Stores what the page shows again after a reload. */
  keep(): void {
    const { state, open, expanded, advanced, trial } = this.view;
    remember({
      file: state.file.path,
      open,
      expanded: [...expanded],
      advanced,
      sentence: trial.sentence,
      pair: trial.pair,
      scroll: Math.round(scrollY),
    });
  }

  private restore(view: View): void {
    const memory = recall();
    if (memory !== null && memory.file === view.state.file.path) {
      for (const part of panelParts) if (memory.open[part] !== undefined) view.open[part] = memory.open[part];
      view.expanded.clear();
      for (const part of memory.expanded) view.expanded.add(part);
      view.advanced = memory.advanced;
      Object.assign(view.trial, { sentence: memory.sentence, pair: memory.pair });
      this.afterDrawing(() => scrollTo(0, memory.scroll));
    }
    this.keep();
  }
}
