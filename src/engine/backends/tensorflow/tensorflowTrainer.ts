// Training on TensorFlow: weights and moments stay on its device; a step is one call.

import { type FloatTensor, parameterShapes, type Weights } from '../../../base/model.js';
import type { TensorflowRuntime } from '../../../base/tensorflow.js';
import type {
  Computing,
  FrozenStage,
  InspectableTrainer,
  LabelledBatch,
  StepResult,
  TokenBatch,
  TrainerOptions,
} from '../../../base/training.js';
import { dropoutSeeds } from '../../model/dropout.js';
import { inputNames } from '../../model/programs.js';
import { meanByShare, shareOf } from '../../model/shares.js';
import { frozenStageOf } from '../../model/stage.js';
import { checkedState } from '../../optim/state.js';
import { batchFeeds, type HostTensor, targetFeed } from '../support/batchFeeds.js';
import { beyondMemory } from './failures.js';
import { tensorflowIdentity } from './identity.js';
import { output, type Outputs, type TensorflowSession } from './session.js';
import { momentsOf, type TrainingModel, trainingModel } from './trainingModel.js';
import { Transfers } from './transfers.js';
import { updateScalars } from './update.js';

export function createTensorflowTrainer(options: TrainerOptions, runtime: TensorflowRuntime): InspectableTrainer {
  const stage: FrozenStage = options.splitFrozen ? frozenStageOf(options.config, options.frozen) : { kind: 'none' };
  const model = trainingModel(options, stage, options.precision === 'bfloat16' ? 'bfloat16' : 'float32');
  try {
    return new TensorflowTrainer(options, stage, model, model.builder.open(runtime), tensorflowIdentity(runtime));
  } catch (error) {
    throw beyondMemory(error);
  }
}

const scalarOf = (value: number): HostTensor => ({ shape: [], data: Float32Array.of(value) });

class TensorflowTrainer implements InspectableTrainer {
  readonly device: string;
  readonly runtime: Computing['runtime'];
  readonly notices: Computing['notices'];
  private readonly transfers: Transfers;
  private readonly shapes: ReadonlyMap<string, readonly number[]>;
  private readonly scratch: Int32Array;

  constructor(
    private readonly options: TrainerOptions,
    readonly frozenStage: FrozenStage,
    private readonly model: TrainingModel,
    private readonly session: TensorflowSession,
    { device, runtime, notices }: Computing,
  ) {
    this.device = device;
    this.runtime = runtime;
    this.notices = notices;
    this.shapes = parameterShapes(options.config);
    this.scratch = new Int32Array(options.config.vocabularySize);
    this.transfers = new Transfers(session, model.groups, (variable) => this.shapeOf(variable));
    session.run('zero', {});
    this.transfers.load((variable) => {
      if (!variable.startsWith('weight.')) return undefined;
      const name = variable.slice('weight.'.length);
      const weight = options.weights.get(name);
      if (!weight) throw new Error(`no weight ${name}`);
      return weight;
    });
  }

  /** The shape of a variable, whose name is a kind, a dot, and the weight's name. */
  private shapeOf(variable: string): readonly number[] {
    return this.shapes.get(variable.slice(variable.indexOf('.') + 1)) ?? [];
  }

  step(batches: readonly LabelledBatch[], learningRate: number, step: number): Promise<StepResult> {
    return this.calling(
      () =>
        batches.length === 1
          ? this.stepOnce(batches, learningRate, step)
          : this.stepTogether(batches, learningRate, step),
      batches[0],
    );
  }

  private stepOnce(batches: readonly LabelledBatch[], learningRate: number, step: number): StepResult {
    const found = batches.map((batch) =>
      this.runTraining('step', batch, step, 0, this.updateFeeds(learningRate, step)),
    );
    return {
      loss: numberOf(found[0]!, 'loss'),
      gradientNorm: numberOf(found[0]!, 'norm'),
      logits: found.map((outputs) => output(outputs, 'logits')),
    };
  }

  private stepTogether(batches: readonly LabelledBatch[], learningRate: number, step: number): StepResult {
    const found = batches.map((batch, part) =>
      this.runTraining(part === 0 ? 'begin' : 'accumulate', batch, step, part),
    );
    const { total, loss } = meanByShare(
      batches,
      found.map((outputs) => numberOf(outputs, 'loss')),
    );
    const feeds = { ...this.updateFeeds(learningRate, step), loss: scalarOf(loss), share: scalarOf(1 / total) };
    const gradientNorm = numberOf(this.session.run('apply', feeds), 'norm');
    return { loss, gradientNorm, logits: found.map((outputs) => output(outputs, 'logits')) };
  }

  private updateFeeds(learningRate: number, step: number): Record<string, HostTensor> {
    const { rate, epsilon, decay } = updateScalars(this.options.optimizer, learningRate, step);
    return { rate: scalarOf(rate), epsilon: scalarOf(epsilon), decay: scalarOf(decay) };
  }

  private runTraining(
    signature: string,
    batch: LabelledBatch,
    step: number,
    part: number,
    extra: Record<string, HostTensor> = {},
  ): Outputs {
    const seeds = dropoutSeeds(this.model.dropoutPlaces, this.options.seed, step, part);
    const feeds = {
      [inputNames.targets]: targetFeed(batch),
      [inputNames.share]: scalarOf(shareOf(batch)),
      [inputNames.dropout]: { data: seeds, shape: [seeds.length] },
      ...extra,
    };
    this.transfers.changed();
    return this.run(signature, batch, feeds);
  }

  private run(signature: string, batch: TokenBatch, extra: Record<string, HostTensor> = {}): Outputs {
    const {
      frozenStage: stage,
      scratch,
      options: {
        config: { hiddenSize },
      },
    } = this;
    return this.session.run(signature, {
      ...batchFeeds(batch, this.session.inputs(signature), { stage, hiddenSize, scratch }),
      ...extra,
    });
  }

  predict(batch: TokenBatch): Promise<Float32Array> {
    const signature = batch.frozen === undefined ? 'predict' : 'predictFrozen';
    return this.calling(() => output(this.run(signature, batch), 'logits'), batch);
  }

  frozenOutputs(batch: TokenBatch): Promise<Float32Array> {
    return this.calling(() => output(this.run('frozen', batch), 'frozen'), batch);
  }

  gradients(batch: LabelledBatch): Promise<ReadonlyMap<string, FloatTensor>> {
    return this.calling(() => {
      const found = this.runTraining('gradients', batch, 0, 0);
      return new Map(
        [...found.keys()].map((name) => [name, { shape: this.shapes.get(name) ?? [], data: output(found, name) }]),
      );
    }, batch);
  }

  hiddenStates(batch: TokenBatch): Promise<readonly Float32Array[]> {
    return this.calling(() => {
      const found = this.run('hidden', batch);
      return Array.from({ length: this.options.config.layers + 1 }, (_, layer) => output(found, `hidden.${layer}`));
    }, batch);
  }

  weights(): Promise<Weights> {
    return Promise.resolve(
      new Map([...this.shapes.keys()].map((name) => [name, this.transfers.view(`weight.${name}`)])),
    );
  }

  state(): Promise<ReadonlyMap<string, FloatTensor>> {
    return Promise.resolve(new Map(this.stateNames().map((name) => [name, this.transfers.view(name)])));
  }

  private stateNames(): string[] {
    return this.model.trainable.flatMap((name) => [`weight.${name}`, ...momentsOf(name)]);
  }

  restore(state: ReadonlyMap<string, FloatTensor>): Promise<void> {
    return this.calling(() => {
      for (const name of this.stateNames()) checkedState(state, name, this.shapeOf(name));
      const frozen = new Map(
        [...this.options.frozen].map((name) => [`weight.${name}`, this.transfers.view(`weight.${name}`)]),
      );
      this.transfers.load((variable) => state.get(variable) ?? frozen.get(variable));
    }, undefined);
  }

  dispose(): Promise<void> {
    this.session.dispose();
    return Promise.resolve();
  }

  /** Wraps a call of TensorFlow in a promise; its error for a full memory becomes an error for the user. */
  private calling<Result>(call: () => Result, batch: TokenBatch | undefined): Promise<Result> {
    return new Promise((resolve, reject) => {
      try {
        resolve(call());
      } catch (error) {
        reject(beyondMemory(error, batch));
      }
    });
  }
}

function numberOf(outputs: Outputs, name: string): number {
  return output(outputs, name)[0] ?? NaN;
}
