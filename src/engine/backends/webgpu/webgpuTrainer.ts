// Training on a GPU through ONNX Runtime's WebGPU. A step is two calls: the graph of gradients, then AdamW in place.

import { type FloatTensor, type Parameter, parameterShapes, type Weights } from '../../../base/model.js';
import type {
  Computing,
  FrozenStage,
  InspectableTrainer,
  LabelledBatch,
  StepResult,
  TokenBatch,
} from '../../../base/training.js';
import type { Graph } from '../../graph/graph.js';
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
import { frozenStageOf } from '../../model/stage.js';
import { clipScale } from '../../optim/adamw.js';
import { DynamicLossScale, type LossScale, withoutScale } from '../../optim/lossScale.js';
import { checkedState } from '../../optim/state.js';
import { batchFeeds, targetFeed } from '../support/batchFeeds.js';
import type { Tensor } from '../support/onnxRuntime.js';
import { floatsOf, hostTensor, hostTensors } from '../support/onnxTensors.js';
import { DeviceTensors } from './deviceTensors.js';
import { checkHalf } from './half.js';
import {
  moments,
  ofModel,
  type Program,
  scalarOf,
  stateKinds,
  type TrainingOutputs,
  type WebgpuTrainerOptions,
} from './programs.js';
import { type Tensors, webgpuIdentity, WebgpuSession } from './session.js';
import { learnedParameters, normGraph, primed, sumGraph, updateGraph, withWholeGradients } from './update.js';

/** Throws machine.noGpu, machine.noHalf, machine.modelMemory. */
export async function createWebgpuTrainer(options: WebgpuTrainerOptions): Promise<InspectableTrainer> {
  const trainer = new WebgpuTrainer(options, await DeviceTensors.create(options.device));
  try {
    if (options.precision === 'float16') await checkHalf(options.device);
    await trainer.load();
    return trainer;
  } catch (error) {
    await trainer.dispose();
    throw error;
  }
}

class WebgpuTrainer implements InspectableTrainer {
  readonly device: string;
  readonly runtime: Computing['runtime'];
  readonly notices: Computing['notices'];
  readonly frozenStage: FrozenStage;
  private readonly shapes: ReadonlyMap<string, readonly number[]>;
  private readonly learned: readonly Parameter[];
  private readonly trainable: readonly string[];
  private readonly scratch: Int32Array;
  private readonly sessions = new Map<Program, WebgpuSession>();
  private readonly training: ReturnType<typeof trainingGraph>;
  private readonly scaling: LossScale;
  private hasSums = false;

  constructor(
    private readonly options: WebgpuTrainerOptions,
    private readonly tensors: DeviceTensors,
  ) {
    const { config, classWeights, labelSmoothing, weightedTargets, frozen, checkpointActivations } = options;
    const { device, runtime, notices } = webgpuIdentity(options.device);
    this.device = device;
    this.runtime = runtime;
    this.notices = notices;
    this.frozenStage = options.splitFrozen ? frozenStageOf(config, frozen) : { kind: 'none' };
    this.shapes = parameterShapes(config);
    this.learned = learnedParameters(config, frozen);
    this.trainable = this.learned.map(({ name }) => name);
    this.scaling = options.precision === 'float16' ? new DynamicLossScale() : withoutScale;
    this.scratch = new Int32Array(config.vocabularySize);
    this.training = trainingGraph({
      config,
      stage: this.frozenStage,
      trainable: this.trainable,
      classWeights,
      labelSmoothing,
      weightedTargets,
      checkpointActivations,
      wordRows: 'unique',
    });
  }

  /** Puts the first weights on the GPU, with moments and room for gradients. */
  async load(): Promise<void> {
    for (const name of this.shapes.keys()) {
      const weight = this.options.weights.get(name);
      if (!weight) throw new Error(`no weight ${name}`);
      await this.tensors.set(`weight.${name}`, weight);
    }
    for (const kind of [...moments, 'gradient']) await this.setZero(kind);
    for (const program of ['training', 'update'] as const) await this.session(program);
  }

  private async setZero(kind: string): Promise<void> {
    for (const name of this.trainable) {
      const shape = this.shapes.get(name) ?? [];
      const size = shape.reduce((product, length) => product * length, 1);
      await this.tensors.set(`${kind}.${name}`, { shape, data: new Float32Array(size) });
    }
  }

  private graphs: Readonly<Record<Program, () => Graph>> = {
    training: () => withWholeGradients(this.training.graph, this.options.config),
    update: () => updateGraph(this.options.config, this.learned, this.options.optimizer),
    sum: () => sumGraph(this.learned),
    norm: () => normGraph(this.learned),
    predict: () => predictionGraph(this.options.config, { kind: 'none' }),
    predictFrozen: () => predictionGraph(this.options.config, this.frozenStage),
    frozen: () => {
      if (this.frozenStage.kind === 'none') throw new Error('nothing is frozen at the bottom');
      return frozenGraph(this.options.config, this.frozenStage);
    },
    hidden: () => hiddenStatesGraph(this.options.config),
  };

  private async session(program: Program): Promise<WebgpuSession> {
    const made =
      this.sessions.get(program) ??
      (await WebgpuSession.create(this.graphs[program](), {
        device: this.options.device,
        ...(ofModel(program) && this.options.precision === 'float16' ? { precision: 'float16' } : {}),
      }));
    this.sessions.set(program, made);
    return made;
  }

  /** The tensors of one kind for each trainable weight, under a graph's names. */
  private ofKind(kind: string, named: (weight: string) => string = (weight) => `${kind}.${weight}`): Tensors {
    return Object.fromEntries(this.trainable.map((name) => [named(name), this.tensors.get(`${kind}.${name}`)]));
  }

  /** In float16 gradients may overflow: the step is then repeated with a smaller factor on the loss. */
  async step(batches: readonly LabelledBatch[], learningRate: number, step: number): Promise<StepResult> {
    for (;;) {
      const result = await this.tryStep(batches, learningRate, step);
      if (Number.isFinite(result.gradientNorm)) this.scaling.fits();
      else if (Number.isFinite(result.loss) && this.scaling.overflows()) continue;
      return result;
    }
  }

  private async tryStep(batches: readonly LabelledBatch[], learningRate: number, step: number): Promise<StepResult> {
    const several = batches.length > 1;
    if (several && !this.hasSums) await this.setZero('sum');
    this.hasSums ||= several;
    const found: TrainingOutputs[] = [];
    for (const [part, batch] of batches.entries()) {
      found.push(await this.runTraining(batch, { step, part, into: several && part === 0 ? 'sum' : 'gradient' }));
      if (part > 0) await this.addGradients();
    }
    const { total, loss } = meanByShare(
      batches,
      found.map((one) => one.loss),
    );
    const { factor } = this.scaling;
    const norm = (several ? (await this.sumNorm()) / total : (found[0]?.norm ?? NaN)) / factor;
    if (Number.isFinite(loss) && Number.isFinite(norm)) {
      const scale = clipScale(norm, this.options.optimizer.clip) / total / factor;
      await this.update(several ? 'sum' : 'gradient', { scale, learningRate, step });
    }
    return { loss, gradientNorm: norm, logits: found.map(({ logits }) => logits) };
  }

  /** Leaves the gradients on the GPU, under the names of `into`. */
  private async runTraining(
    batch: LabelledBatch,
    { step, part, into }: { readonly step: number; readonly part: number; readonly into: 'gradient' | 'sum' },
  ): Promise<TrainingOutputs> {
    const seeds = dropoutSeeds(this.training.dropoutPlaces, this.options.seed, step, part);
    const extra = {
      [inputNames.dropout]: hostTensor({ data: seeds, shape: [seeds.length] }),
      [inputNames.share]: scalarOf(shareOf(batch) * this.scaling.factor),
      [inputNames.targets]: hostTensor(targetFeed(batch)),
    };
    const outputs = await this.run('training', batch, extra, this.ofKind(into, gradientName));
    return {
      loss: floatsOf(outputs, 'loss')[0] ?? NaN,
      norm: floatsOf(outputs, 'norm')[0] ?? NaN,
      logits: floatsOf(outputs, 'logits'),
    };
  }

  private async addGradients(): Promise<void> {
    await (
      await this.session('sum')
    ).run(
      { ...this.ofKind('sum'), ...this.ofKind('gradient') },
      this.ofKind('sum', (name) => primed(`sum.${name}`)),
    );
  }

  private async sumNorm(): Promise<number> {
    return floatsOf(await (await this.session('norm')).run(this.ofKind('sum')), 'norm')[0] ?? NaN;
  }

  /** AdamW in place, with the gradients of that kind. */
  private async update(
    kind: 'gradient' | 'sum',
    { scale, learningRate, step }: { readonly scale: number; readonly learningRate: number; readonly step: number },
  ): Promise<void> {
    const { beta1, beta2 } = this.options.optimizer;
    const scalars = {
      rate: learningRate,
      correction1: 1 - beta1 ** (step + 1),
      correction2: 1 - beta2 ** (step + 1),
      scale,
    };
    const feeds: Record<string, Tensor> = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, scalarOf(value)]),
    );
    const fetches: Record<string, Tensor> = {};
    for (const state of stateKinds) {
      Object.assign(feeds, this.ofKind(state));
      Object.assign(
        fetches,
        this.ofKind(state, (name) => primed(`${state}.${name}`)),
      );
    }
    Object.assign(
      feeds,
      this.ofKind(kind, (name) => `gradient.${name}`),
    );
    await (await this.session('update')).run(feeds, fetches);
  }

  /** Runs a graph of the model on a batch. */
  private async run(program: Program, batch: TokenBatch, extra: Tensors = {}, fetches: Tensors = {}): Promise<Tensors> {
    const session = await this.session(program);
    const {
      frozenStage: stage,
      scratch,
      options: {
        config: { hiddenSize },
      },
    } = this;
    const feeds: Record<string, Tensor> = {};
    for (const name of session.parameters) feeds[name] = this.tensors.get(`weight.${name}`);
    const given = { ...hostTensors(batchFeeds(batch, session.inputs, { stage, hiddenSize, scratch })), ...extra };
    for (const name of session.inputs) if (given[name]) feeds[name] = given[name];
    return session.run(feeds, fetches);
  }

  async predict(batch: TokenBatch): Promise<Float32Array> {
    return floatsOf(await this.run(batch.frozen === undefined ? 'predict' : 'predictFrozen', batch), 'logits');
  }

  async frozenOutputs(batch: TokenBatch): Promise<Float32Array> {
    return floatsOf(await this.run('frozen', batch), 'frozen');
  }

  async gradients(batch: LabelledBatch): Promise<ReadonlyMap<string, FloatTensor>> {
    await this.runTraining(batch, { step: 0, part: 0, into: 'gradient' });
    const found = await this.tensors.readAll(this.trainable, (name) => `gradient.${name}`);
    for (const { data } of found.values()) data.forEach((value, index) => (data[index] = value / this.scaling.factor));
    return found;
  }

  async hiddenStates(batch: TokenBatch): Promise<readonly Float32Array[]> {
    const outputs = await this.run('hidden', batch);
    return Array.from({ length: this.options.config.layers + 1 }, (_, layer) => floatsOf(outputs, `hidden.${layer}`));
  }

  weights(): Promise<Weights> {
    return this.tensors.readAll([...this.shapes.keys()], (name) => `weight.${name}`);
  }

  state(): Promise<Map<string, FloatTensor>> {
    return this.tensors.readAll(this.stateNames(), (name) => name);
  }

  private stateNames(): string[] {
    return this.trainable.flatMap((name) => stateKinds.map((kind) => `${kind}.${name}`));
  }

  async restore(state: ReadonlyMap<string, FloatTensor>): Promise<void> {
    const shapeOf = (name: string) => this.shapes.get(name.slice(name.indexOf('.') + 1)) ?? [];
    const checked = this.stateNames().map((name) => [name, checkedState(state, name, shapeOf(name))] as const);
    for (const [name, tensor] of checked) await this.tensors.set(name, tensor);
  }

  async dispose(): Promise<void> {
    for (const session of this.sessions.values()) await session.release();
    await this.tensors.dispose();
  }
}
