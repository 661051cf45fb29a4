// What every part of the page works with: the view, its changes, and the way to the host.

import { type FromPanel, type PanelPart, panelParts, type ToPanel } from '../src/shared/messages/panel.js';
import type { SettingName } from '../src/shared/settings.js';
import { recall, remember, send } from './hostMessages.js';
import { parseField, type Value, valueOf, type Values } from './model/fields.js';
import { changeSetting, changeSettings, isOpen, reduce, type View } from './view.js';

/** Milliseconds without typing after which a sentence is classified. */
const typingRest = 300;

export class App {
  private current: View | null = null;
  private scheduled = false;
  private typing: ReturnType<typeof setTimeout> | undefined;
  /** A learning rate to set as soon as the settings are unlocked. */
  private waitingRate: number | null = null;

  constructor(private readonly draw: (app: App) => void) {}

  get isReady(): boolean {
    return this.current !== null;
  }

  get view(): View {
    if (this.current === null) throw new Error('nothing to show before the first state');
    return this.current;
  }

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

  /** A run that begins is looked at where its curves will be; a new one is set up from the top. */
  private follow(before: View, now: View): void {
    if (before.state.run === null && now.state.run !== null) this.goTo('training');
    else if (before.state.run !== null && now.state.run === null)
      this.goTo(this.waitingRate === null ? 'data' : 'model');
  }

  /** Draws once before the next frame, however many things changed. */
  redraw(): void {
    if (this.scheduled || this.current === null) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.draw(this);
    });
  }

  send(message: FromPanel): void {
    send(message);
  }

  /** A run that is shown locks its settings. */
  get locked(): boolean {
    return this.view.state.run !== null;
  }

  /** The settings that are shown: those of the run, else those that are being made. */
  get values(): Values {
    const { run, history, settings } = this.view.state;
    const started = run === null ? undefined : history.log.find(({ event }) => event.event === 'started')?.event;
    return started?.event === 'started' ? started.settings : settings.values;
  }

  value(name: SettingName): Value {
    return valueOf(this.values, name);
  }

  set(name: SettingName, value: Value): void {
    if (this.locked) return;
    const { view, message } = changeSetting(this.view, name, value);
    this.current = view;
    send(message);
    this.redraw();
  }

  setAll(values: Record<string, Value>): void {
    if (this.locked) return;
    this.view.drafts.clear();
    const { view, message } = changeSettings(this.view, values);
    this.current = view;
    send(message);
    this.redraw();
  }

  /** What was typed into a field: a value goes to the host, anything else stays beside its error. */
  type(name: SettingName, text: string): void {
    const parsed = parseField(name, text);
    if (parsed.failure === null) {
      this.set(name, parsed.value);
      return;
    }
    this.view.drafts.set(name, text);
    this.redraw();
  }

  /** A new run with a lower learning rate; the settings unlock when the host has left the old one. */
  lowerRate(rate: number): void {
    this.waitingRate = Number(rate.toPrecision(2));
    send({ type: 'newRun' });
  }

  start(): void {
    const { revision, values } = this.view.state.settings;
    send({ type: 'start', revision, values });
  }

  change(changes: Partial<Pick<View, 'zoom' | 'rowFilter' | 'advanced' | 'current'>>): void {
    // Another object: elements that draw from the view know by it that something changed.
    this.current = { ...this.view, ...changes };
    if (changes.advanced !== undefined) this.keep();
    this.redraw();
  }

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

  /** Runs once the page shows the changes that were made until now: drawing takes one frame, its layout the next. */
  afterDrawing(action: () => void): void {
    requestAnimationFrame(() => requestAnimationFrame(action));
  }

  /** A sentence to try; asked about when the typing rests, or at once. */
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
