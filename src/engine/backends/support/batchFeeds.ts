// Turns a batch into the tensors that the graphs take, by the names of their inputs.

import type { FrozenStage, LabelledBatch, TokenBatch } from '../../../base/training.js';
import { inputNames } from '../../model/programs.js';
import { uniqueIds } from './uniqueIds.js';

export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface FeedOptions {
  readonly stage: FrozenStage;
  readonly hiddenSize: number;
  /** The scratch memory of `uniqueIds`. */
  readonly scratch: Int32Array;
}

/** The feeds of a batch for a graph with these inputs. */
export function batchFeeds(
  batch: TokenBatch,
  inputs: readonly string[],
  { stage, hiddenSize, scratch }: FeedOptions,
): Record<string, HostTensor> {
  const { size, length } = batch;
  const shape = [size, length];
  const feeds: Record<string, HostTensor> = {
    [inputNames.ids]: { data: batch.ids, shape },
    [inputNames.types]: { data: batch.types, shape },
    [inputNames.mask]: { data: batch.mask, shape },
  };
  if (inputs.includes(inputNames.places)) {
    const { ids, places } = uniqueIds(batch.ids, scratch);
    feeds[inputNames.uniqueIds] = { data: ids, shape: [ids.length] };
    feeds[inputNames.places] = { data: places, shape };
  }
  if (inputs.includes(inputNames.frozen)) {
    if (!batch.frozen) throw new Error('the batch lacks the outputs of the frozen layers');
    feeds[inputNames.frozen] = {
      data: batch.frozen,
      shape: stage.kind === 'hidden' ? [size, length, hiddenSize] : [size, hiddenSize],
    };
  }
  return feeds;
}

export function targetFeed({ targets, size }: LabelledBatch): HostTensor {
  return { data: targets, shape: targets instanceof Int32Array ? [size] : [size, targets.length / size] };
}
