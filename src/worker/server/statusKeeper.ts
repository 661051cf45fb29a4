// The status of a run, followed from its events.

import type { RunEvent } from '../../shared/events.js';
import type { Failure } from '../../shared/messages/failures.js';
import type { Download } from '../../shared/messages/models.js';
import { isEnd, isOver, type RunPhase } from '../../shared/messages/phases.js';
import type { RunStatus } from '../../shared/messages/worker.js';

type Known = Omit<RunStatus, 'memoryBytes'>;

export class StatusKeeper {
  private known: Known = {
    phase: 'preparing',
    folder: null,
    device: null,
    step: 0,
    steps: 0,
    epoch: 0,
    epochs: 0,
    loss: null,
    rowsPerSecond: null,
    secondsLeft: null,
    seconds: 0,
    download: null,
    failure: null,
  };
  /** The phase that the run returns to when a pause ends. */
  private going: RunPhase = 'preparing';

  get status(): RunStatus {
    return { ...this.known, memoryBytes: process.memoryUsage.rss() };
  }

  get isOver(): boolean {
    return isOver(this.known);
  }

  set folder(folder: string) {
    this.known = { ...this.known, folder };
  }

  /** The progress of the base model's download; cleared once it is complete. */
  set download(download: Download) {
    this.known = { ...this.known, download: download.bytes >= download.total ? null : download };
  }

  /**
   * The request that has not taken effect yet, or the pause itself; null when the run continues. An end stays the end.
   */
  set asked(phase: 'pausing' | 'paused' | 'stopping' | null) {
    if (!this.isOver) this.known = { ...this.known, phase: phase ?? this.going };
  }

  /** Applies an event; returns true when the phase has changed. */
  take(event: RunEvent): boolean {
    const before = this.known.phase;
    this.known = { ...this.known, download: null, ...changes(event, this.known) };
    const next = phaseAfter(event, this.known);
    if (next !== null) {
      this.going = next;
      const waits = before === 'pausing' || before === 'paused' || before === 'stopping';
      if (!waits || isEnd(next)) this.known = { ...this.known, phase: next };
    }
    return this.known.phase !== before;
  }

  fail(failure: Failure): void {
    this.known = { ...this.known, phase: 'failed', download: null, failure };
  }
}

function changes(event: RunEvent, { steps }: Known): Partial<Known> {
  switch (event.event) {
    case 'started':
      return { folder: event.folder, device: event.device, steps: event.steps, epochs: event.epochs };
    case 'step':
      return {
        step: event.step,
        epoch: event.epoch,
        loss: event.loss,
        rowsPerSecond: event.rowsPerSecond,
        secondsLeft: event.secondsLeft,
        seconds: event.seconds,
      };
    case 'resumed':
      return { step: event.step };
    case 'evaluation':
      return { step: event.step, epoch: event.epoch, seconds: event.seconds };
    case 'done':
      return { folder: event.folder, step: event.step, seconds: event.seconds, secondsLeft: 0 };
    case 'interrupted':
      return { step: event.step, steps: event.steps || steps };
    case 'failed':
      return { failure: { code: event.code, values: { ...event.values } } };
    case 'estimate':
    case 'notice':
    case 'caching':
    case 'checkpoint':
    case 'stoppedEarly':
      return {};
  }
}

function phaseAfter(event: RunEvent, { steps }: Known): RunPhase | null {
  switch (event.event) {
    case 'started':
      return 'preparing';
    case 'caching':
      return 'caching';
    case 'step':
      return 'training';
    case 'evaluation':
      return event.step >= steps ? 'finishing' : 'training';
    case 'stoppedEarly':
      return 'finishing';
    case 'done':
    case 'interrupted':
    case 'failed':
      return event.event;
    case 'estimate':
    case 'notice':
    case 'checkpoint':
    case 'resumed':
      return null;
  }
}
