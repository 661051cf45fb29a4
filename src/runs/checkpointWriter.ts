// Writes the checkpoints of a run, also while another program has the file of one open: a checkpoint that cannot be
// written then is tried again at the next one.

import { UserError } from '../shared/errors.js';
import { type Checkpoint, checkpointFile, type CheckpointName, type Owner, writeCheckpoint } from './checkpoints.js';

export interface CheckpointWriterOptions {
  readonly folder: string;
  readonly owner: Owner;
  /** Called with the file of a checkpoint that another program keeps from being written. */
  readonly onHeld: (file: string) => void;
  /** Called after each checkpoint that was written. */
  readonly onWritten: (name: CheckpointName, step: number) => void;
}

export class CheckpointWriter {
  /** The best weights, which only this process has until they are written. */
  private waiting: Checkpoint | null = null;

  constructor(private readonly options: CheckpointWriterOptions) {}

  /**
   * Writes a checkpoint, or calls `onHeld`. `last` is not written before `best` is: a run that is killed meanwhile
   * continues from the older `last`, and comes to that best again.
   * @throws UserError as `writeCheckpoint`, but for `machine.heldByProgram`
   */
  async write(name: CheckpointName, checkpoint: Checkpoint): Promise<void> {
    if (name === 'best') this.waiting = null;
    try {
      await this.settle();
      await this.writeNow(name, checkpoint);
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'machine.heldByProgram') throw error;
      // The tensors may be the trainer's own memory.
      if (name === 'best') this.waiting = { ...checkpoint, tensors: copyOf(checkpoint.tensors) };
      this.options.onHeld(checkpointFile(this.waiting === null ? name : 'best'));
    }
  }

  /**
   * Writes the best weights that wait.
   * @throws UserError as `writeCheckpoint`, `machine.heldByProgram` among them
   */
  async settle(): Promise<void> {
    if (this.waiting === null) return;
    await this.writeNow('best', this.waiting);
    this.waiting = null;
  }

  private async writeNow(name: CheckpointName, checkpoint: Checkpoint): Promise<void> {
    const { folder, owner, onWritten } = this.options;
    await writeCheckpoint(folder, name, owner, checkpoint);
    onWritten(name, checkpoint.progress.step);
  }
}

function copyOf(tensors: Checkpoint['tensors']): Checkpoint['tensors'] {
  return new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
}
