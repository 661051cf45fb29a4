// Training on ONNX Runtime's CPU: the graph gives loss, gradients and their norm; AdamW runs on the weights in
// WebAssembly memory, which the graph reads without a copy.

import {
  firstPosition,
  type FloatTensor,
  type OuterNames,
  outerNames,
  type Parameter,
  parameters,
  type Weights,
} from '../../../base/model.js';
import type {
  FrozenStage,
  InspectableTrainer,
  LabelledBatch,
  StepResult,
  TokenBatch,
  TrainerOptions,
} from '../../../base/training.js';
import { dropoutSeeds } from '../../model/dropout.js';
import {
  frozenGraph,
  gradientName,
  hiddenStatesGraph,
  inputNames,
  predictionGraph,
  trainingGraph,
} from '../../model/programs.js';
import { meanByShare, shareOf } from '../../model/shares.js';
import { depthOf, frozenStageOf } from '../../model/stage.js';
import { clipScale, isDecayed } from '../../optim/adamw.js';
import type { Tensor } from '../support/onnxRuntime.js';
import { floatsOf, floatTensor, intTensor } from '../support/onnxTensors.js';
import { type Gradient, type Gradients, HostAdamW, type RowGradient } from './adamw/hostAdamW.js';
import { RowSum, type TokenRows } from './adamw/rowSum.js';
import { cpuIdentity, type CpuSession, createCpuSession } from './session.js';

/** Throws machine.outOfMemory. */
export async function createCpuTrainer(options: TrainerOptions): Promise<InspectableTrainer> {
  const stage: FrozenStage = options.splitFrozen ? frozenStageOf(options.config, options.frozen) : { kind: 'none' };
  const { config, classWeights, labelSmoothing, weightedTargets, threads, checkpointActivations } = options;
  const trainable = parameters(config).filter(({ name }) => !options.frozen.has(name));
  const training = trainingGraph({
    config,
    stage,
    trainable: trainable.map(({ name }) => name),
    classWeights,
    labelSmoothing,
    weightedTargets,
    checkpointActivations,
    wordRows: 'tokens',
  });
  const session = await createCpuSession(training.graph, threads);
  return new CpuTrainer(options, stage, trainable, session, training.dropoutPlaces);
}

class CpuTrainer implements InspectableTrainer {
  readonly device = cpuIdentity.device;
  readonly runtime = cpuIdentity.runtime;
  readonly notices = cpuIdentity.notices;
  private readonly optimizer: HostAdamW;
  private readonly current: Weights;
  private readonly tensors = new Map<string, Tensor>();
  private readonly wordSum: RowSum;
  private readonly names: OuterNames;
  private prediction: CpuSession | undefined;
  private fromTokens: CpuSession | undefined;
  private bottom: CpuSession | undefined;

  constructor(
    private readonly options: TrainerOptions,
    readonly frozenStage: FrozenStage,
    private readonly trainable: readonly Parameter[],
    private readonly training: CpuSession,
    private readonly dropoutPlaces: number,
  ) {
    const { config, optimizer, weights } = options;
    this.names = outerNames(config);
    this.optimizer = new HostAdamW({
      parameters: trainable.map((parameter) => ({
        name: parameter.name,
        shape: parameter.shape,
        decayed: optimizer.decayAll || isDecayed(parameter),
        rateFactor: optimizer.layerDecay ** depthOf(parameter.location, config),
        sparseRows: parameter.name === this.names.words || parameter.name === this.names.positions,
      })),
      weights,
      options: optimizer,
    });
    const learning = new Set(trainable.map(({ name }) => name));
    this.current = new Map(
      parameters(config).map(({ name, shape }) => [name, { shape, data: this.initial(name, learning) }]),
    );
    for (const [name, { shape, data }] of this.current) this.tensors.set(name, floatTensor(data, shape));
    this.wordSum = new RowSum([config.vocabularySize, config.embeddingSize]);
  }

  private initial(name: string, learning: ReadonlySet<string>): Float32Array {
    if (learning.has(name)) return this.optimizer.weight(name);
    const given = this.options.weights.get(name);
    if (!given) throw new Error(`no weight ${name}`);
    return given.data;
  }

  async step(batches: readonly LabelledBatch[], learningRate: number, step: number): Promise<StepResult> {
    const losses: number[] = [];
    const logits: Float32Array[] = [];
    let gradients: Gradients = new Map();
    let norm = 0;
    for (const [part, batch] of batches.entries()) {
      const outputs = await this.runTraining(batch, step, part);
      losses.push(floatsOf(outputs, 'loss')[0] ?? NaN);
      logits.push(floatsOf(outputs, 'logits'));
      gradients = this.gradientsOf(outputs, batch);
      norm = this.normOf(outputs, gradients);
      if (batches.length > 1) this.optimizer.accumulate(gradients);
    }
    const { total, loss } = meanByShare(batches, losses);
    if (batches.length > 1) {
      gradients = this.optimizer.accumulated();
      norm = this.optimizer.norm(gradients) / total;
    }
    if (Number.isFinite(loss) && Number.isFinite(norm)) {
      const scale = clipScale(norm, this.options.optimizer.clip) / total;
      this.optimizer.update({ gradients, scale, learningRate, step });
    }
    return { loss, gradientNorm: norm, logits };
  }

  private runTraining(batch: LabelledBatch, step: number, part: number): Promise<Readonly<Record<string, Tensor>>> {
    return this.training.run(this.feeds(this.training, batch, this.extraFeeds(batch, step, part)));
  }

  /** What a training step needs beside the tokens. */
  private extraFeeds(batch: LabelledBatch, step: number, part: number): Record<string, Tensor> {
    const { targets, size } = batch;
    const seeds = dropoutSeeds(this.dropoutPlaces, this.options.seed, step, part);
    const shape = targets instanceof Int32Array ? [size] : [size, targets.length / size];
    return {
      [inputNames.dropout]: intTensor(seeds, [seeds.length]),
      [inputNames.share]: floatTensor(Float32Array.of(shareOf(batch)), []),
      [inputNames.targets]: targets instanceof Int32Array ? intTensor(targets, shape) : floatTensor(targets, shape),
    };
  }

  /** Everything that a session reads: its weights, the batch, and what the caller adds. */
  private feeds(session: CpuSession, batch: TokenBatch, extra: Record<string, Tensor> = {}): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    for (const name of session.parameters) feeds[name] = this.tensors.get(name) as Tensor;
    const inputs = new Set(session.inputs);
    const shape = [batch.size, batch.length];
    const add = (name: string, make: () => Tensor) => {
      if (inputs.has(name)) feeds[name] = make();
    };
    add(inputNames.ids, () => intTensor(batch.ids, shape));
    add(inputNames.types, () => intTensor(batch.types, shape));
    add(inputNames.mask, () => intTensor(batch.mask, shape));
    add(inputNames.frozen, () => this.frozenTensor(batch));
    for (const [name, tensor] of Object.entries(extra)) add(name, () => tensor);
    return feeds;
  }

  private frozenTensor({ frozen, size, length }: TokenBatch): Tensor {
    const { hiddenSize } = this.options.config;
    if (!frozen) throw new Error('the batch lacks the outputs of the frozen layers');
    return floatTensor(frozen, this.frozenStage.kind === 'hidden' ? [size, length, hiddenSize] : [size, hiddenSize]);
  }

  private gradientsOf(outputs: Readonly<Record<string, Tensor>>, batch: TokenBatch): Gradients {
    const first = firstPosition(this.options.config);
    return new Map(
      this.trainable.map(({ name }): [string, Gradient] => {
        const values = floatsOf(outputs, gradientName(name));
        if (name === this.names.words) return [name, this.summedWords({ ids: batch.ids, values })];
        if (name === this.names.positions)
          return [name, { rows: Int32Array.from({ length: batch.length }, (_, row) => first + row), values }];
        return [name, values];
      }),
    );
  }

  /** The rows of all tokens added up by their words. The padding token's vector does not learn, as in torch. */
  private summedWords(tokens: TokenRows): RowGradient {
    this.wordSum.clear();
    this.wordSum.add(tokens, this.options.config.padTokenId);
    return this.wordSum.total();
  }

  /** The graph's norm is without the word table, whose gradient is added up here. */
  private normOf(outputs: Readonly<Record<string, Tensor>>, gradients: Gradients): number {
    const { words } = this.names;
    return Math.hypot(
      floatsOf(outputs, 'norm')[0] ?? NaN,
      gradients.has(words) ? this.optimizer.norm(gradients, [words]) : 0,
    );
  }

  async predict(batch: TokenBatch): Promise<Float32Array> {
    const { config, threads } = this.options;
    const cached = batch.frozen !== undefined;
    const session = cached
      ? (this.prediction ??= await createCpuSession(predictionGraph(config, this.frozenStage), threads))
      : (this.fromTokens ??= await createCpuSession(predictionGraph(config, { kind: 'none' }), threads));
    return floatsOf(await session.run(this.feeds(session, batch)), 'logits');
  }

  async frozenOutputs(batch: TokenBatch): Promise<Float32Array> {
    const stage = this.frozenStage;
    if (stage.kind === 'none') throw new Error('nothing is frozen at the bottom');
    this.bottom ??= await createCpuSession(frozenGraph(this.options.config, stage), this.options.threads);
    return floatsOf(await this.bottom.run(this.feeds(this.bottom, batch)), 'frozen');
  }

  async gradients(batch: LabelledBatch): Promise<ReadonlyMap<string, FloatTensor>> {
    const found = this.gradientsOf(await this.runTraining(batch, 0, 0), batch);
    return new Map(
      [...found].map(([name, gradient]) => {
        const shape = this.current.get(name)?.shape ?? [];
        return [name, { shape, data: gradient instanceof Float32Array ? gradient : spreadRows(gradient, shape) }];
      }),
    );
  }

  async hiddenStates(batch: TokenBatch): Promise<readonly Float32Array[]> {
    const { config, threads } = this.options;
    const session = await createCpuSession(hiddenStatesGraph(config), threads);
    const outputs = await session.run(this.feeds(session, batch));
    await session.release();
    return Array.from({ length: config.layers + 1 }, (_, layer) => floatsOf(outputs, `hidden.${layer}`));
  }

  weights(): Promise<Weights> {
    return Promise.resolve(this.current);
  }

  state(): Promise<ReadonlyMap<string, FloatTensor>> {
    return Promise.resolve(this.optimizer.state());
  }

  restore(state: ReadonlyMap<string, FloatTensor>): Promise<void> {
    return new Promise((resolve) => {
      this.optimizer.restore(state);
      resolve();
    });
  }

  async dispose(): Promise<void> {
    for (const session of [this.training, this.prediction, this.fromTokens, this.bottom]) await session?.release();
  }
}

/** A gradient by rows as the whole table. */
function spreadRows({ rows, values }: RowGradient, shape: readonly number[]): Float32Array {
  const [count = 0, width = 0] = shape;
  const table = new Float32Array(count * width);
  rows.forEach((row, index) => table.set(values.subarray(index * width, (index + 1) * width), row * width));
  return table;
}
