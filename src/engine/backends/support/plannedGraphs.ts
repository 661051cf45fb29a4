// The parts of a backend's memory estimate: the run, and the graphs that it computes, planned once.

import { type BertConfig, outerNames, parameters } from '../../../base/model.js';
import type { FrozenStage } from '../../../base/training.js';
import { Liveness, type MemoryRules, type Sizes } from '../../graph/liveness.js';
import { frozenGraph, predictionGraph, trainingGraph, type TrainingGraphOptions } from '../../model/programs.js';

/** The properties of a run that its memory depends on. */
export interface RunShape {
  readonly config: BertConfig;
  readonly frozen: ReadonlySet<string>;
  /** The stage at which the graph of a step begins; `none` where outputs of frozen layers are not cached. */
  readonly stage: FrozenStage;
  /** The precision of matmuls. */
  readonly precision: 'float32' | 'bfloat16' | 'float16';
  /** The rows that go through the device together, the tokens of the longest of them, and the batches of an update. */
  readonly batch: number;
  readonly length: number;
  readonly accumulate: number;
  /** Whether layers are recomputed in the backward pass. */
  readonly checkpointActivations: boolean;
  /** The rows of an evaluation's largest batch, as long as `length`; 0 where nothing is evaluated. */
  readonly evaluated: number;
  /** Updates. */
  readonly steps: number;
}

/**
 * The bytes of all weights, of the trainable ones, and of a batch's gradients, which for tables hold only some rows.
 */
export interface WeightBytes {
  readonly all: number;
  readonly learning: number;
  readonly gradients: number;
}

export function weightBytes(run: RunShape): WeightBytes {
  const { config, frozen, batch, length } = run;
  const { words, positions } = outerNames(config);
  const usedRows = new Map([
    [words, sizesOf(run, batch)['unique']!],
    [positions, length],
  ]);
  let all = 0;
  let learning = 0;
  let gradients = 0;
  for (const { name, shape } of parameters(config)) {
    const [rows = 1, width = 1] = shape;
    all += 4 * rows * width;
    if (frozen.has(name)) continue;
    learning += 4 * rows * width;
    gradients += 4 * (usedRows.get(name) ?? rows) * width;
  }
  return { all, learning, gradients };
}

/** The sizes of a batch, with the largest possible number of distinct tokens. */
export function sizesOf({ config, length }: RunShape, batch: number): Sizes {
  return { batch, length, unique: Math.min(config.vocabularySize, batch * length) };
}

/**
 * The number of planned graphs that are kept; the graph of a step of BERT-base takes 20 to 90 ms to make and to plan.
 */
const most = 48;

/** The lifetimes of all values of a run's graphs. A batch of another size reuses them. */
export class PlannedGraphs {
  private readonly known = new Map<string, Liveness>();

  training(run: RunShape, rules: MemoryRules, wordRows: TrainingGraphOptions['wordRows']): Liveness {
    const { config, frozen, stage, checkpointActivations } = run;
    const trainable = parameters(config)
      .map(({ name }) => name)
      .filter((name) => !frozen.has(name));
    return this.plan(
      ['training', rules.name, config, stage, trainable, checkpointActivations, wordRows],
      () =>
        new Liveness(
          trainingGraph({ config, stage, trainable, labelSmoothing: 0, checkpointActivations, wordRows }).graph,
          rules,
        ),
    );
  }

  prediction({ config, stage }: RunShape, rules: MemoryRules): Liveness {
    return this.plan(
      ['prediction', rules.name, config, stage],
      () => new Liveness(predictionGraph(config, stage), rules),
    );
  }

  /** The graph of the frozen layers; null where they are not computed separately. */
  bottom({ config, stage }: RunShape, rules: MemoryRules): Liveness | null {
    return stage.kind === 'none'
      ? null
      : this.plan(['bottom', rules.name, config, stage], () => new Liveness(frozenGraph(config, stage), rules));
  }

  private plan(key: unknown, make: () => Liveness): Liveness {
    const name = JSON.stringify(key);
    const found = this.known.get(name) ?? make();
    this.known.delete(name);
    this.known.set(name, found);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= most) break;
      this.known.delete(oldest);
    }
    return found;
  }
}
