// The status of a run without a worker, made from its summary and its journal.

import type { RunSummary } from '../../shared/messages/models.js';
import type { LogEntry } from '../../shared/messages/panelState.js';
import type { RunStatus } from '../../shared/messages/worker.js';

const phases = {
  running: 'training',
  paused: 'paused',
  done: 'done',
  interrupted: 'interrupted',
  failed: 'failed',
} as const satisfies Record<RunSummary['state'], RunStatus['phase']>;

export function statusOf(run: RunSummary, log: readonly LogEntry[]): RunStatus {
  let device: string | null = null;
  let epochs = 0;
  let stepsPerEpoch = 0;
  let seconds = 0;
  for (const { event } of log) {
    if (event.event === 'started') {
      device = event.device;
      epochs = event.epochs;
      stepsPerEpoch = event.stepsPerEpoch;
    }
    if (event.event === 'done' || event.event === 'interrupted' || event.event === 'evaluation')
      seconds = event.seconds;
  }
  return {
    device,
    epochs,
    seconds,
    phase: phases[run.state],
    folder: run.folder,
    step: run.step,
    steps: run.steps,
    loss: run.loss,
    failure: run.failure,
    epoch: stepsPerEpoch === 0 ? 0 : run.step / stepsPerEpoch,
    rowsPerSecond: null,
    download: null,
    secondsLeft: null,
    memoryBytes: 0,
  };
}
