// A real Trainer in sixty lines: softmax regression on the mean embedding of a text, with dropout and Adam. It is
// trained, has a state and can be restored: everything that the training loop needs, without a graph or a runtime.

import type { FloatTensor, Weights } from '../../../../src/base/model.js';
import { createRandom } from '../../../../src/base/random.js';
import type {
  FrozenStage,
  LabelledBatch,
  StepResult,
  TokenBatch,
  Trainer,
  TrainerOptions,
} from '../../../../src/base/training.js';
import { UserError } from '../../../../src/shared/errors.js';

const learned = ['classifier.weight', 'classifier.bias'] as const;

export interface Faults {
  /** The loss of this step, from 0, is not a number. */
  readonly nanAt?: number;
  /** Called before each step: to abort, to throw. */
  readonly beforeStep?: (step: number) => void;
}

export async function createSoftmaxTrainer(options: TrainerOptions, faults: Faults = {}): Promise<Trainer> {
  return new SoftmaxTrainer(options, faults);
}

class SoftmaxTrainer implements Trainer {
  readonly device = 'softmax';
  readonly runtime = { name: 'softmax', version: '1' };
  readonly notices = [];
  readonly frozenStage: FrozenStage;
  private readonly values = new Map<string, FloatTensor>();
  private readonly all: Map<string, FloatTensor>;

  constructor(
    private readonly options: TrainerOptions,
    private readonly faults: Faults,
  ) {
    this.frozenStage = options.splitFrozen ? { kind: 'pooled' } : { kind: 'none' };
    this.all = new Map(options.weights);
    for (const name of learned) {
      const { shape, data } = options.weights.get(name)!;
      this.all.set(name, this.set(`weight.${name}`, shape, data.slice()));
      for (const moment of ['moment1', 'moment2']) this.set(`${moment}.${name}`, shape, new Float32Array(data.length));
    }
  }

  async step(batches: readonly LabelledBatch[], learningRate: number, step: number): Promise<StepResult> {
    this.faults.beforeStep?.(step);
    const { labels } = this.options.config;
    const gradients = learned.map((name) => new Float64Array(this.all.get(name)!.data.length));
    const logits: Float32Array[] = [];
    let loss = 0;
    const sumOfShares = batches.reduce((sum, { share = 1 }) => sum + share, 0);
    for (const [part, batch] of batches.entries()) {
      const features = this.dropped(this.features(batch), step, part);
      const outputs = this.logits(features, batch.size);
      logits.push(outputs);
      for (let row = 0; row < batch.size; row++) {
        const scores = [...outputs.subarray(row * labels, (row + 1) * labels)];
        const sumOfScores = scores.reduce((sum, value) => sum + Math.exp(value), 0);
        loss +=
          ((Math.log(sumOfScores) - scores[batch.targets[row]!]!) / batch.size / sumOfShares) * (batch.share ?? 1);
        scores.forEach((value, label) => {
          const error =
            ((Math.exp(value) / sumOfScores - (label === batch.targets[row] ? 1 : 0)) / batch.size / sumOfShares) *
            (batch.share ?? 1);
          for (let i = 0; i < this.hidden; i++)
            gradients[0]![label * this.hidden + i]! += error * features[row * this.hidden + i]!;
          gradients[1]![label]! += error;
        });
      }
    }
    if (step === this.faults.nanAt) loss = Number.NaN;
    if (Number.isFinite(loss))
      learned.forEach((name, index) => this.update(name, gradients[index]!, learningRate, step));
    return { loss, gradientNorm: Math.hypot(...gradients.flatMap((one) => [...one])), logits };
  }

  async predict(batch: TokenBatch): Promise<Float32Array> {
    return this.logits(this.features(batch), batch.size);
  }

  async frozenOutputs(batch: TokenBatch): Promise<Float32Array> {
    return this.features({ ...batch, frozen: undefined } as unknown as TokenBatch);
  }

  async weights(): Promise<Weights> {
    return this.all;
  }

  async state(): Promise<ReadonlyMap<string, FloatTensor>> {
    return this.values;
  }

  async restore(state: ReadonlyMap<string, FloatTensor>): Promise<void> {
    for (const [name, { data, shape }] of this.values) {
      const given = state.get(name);
      if (given?.shape.join() !== shape.join()) throw new UserError('model.noHead', { folder: name });
      data.set(given.data);
    }
  }

  async dispose(): Promise<void> {
    this.values.clear();
  }

  private get hidden(): number {
    return this.options.config.hiddenSize;
  }

  private set(name: string, shape: readonly number[], data: Float32Array): FloatTensor {
    const tensor = { shape, data };
    this.values.set(name, tensor);
    return tensor;
  }

  /** Mean embedding of the real tokens, [size, hidden]. */
  private features(batch: TokenBatch): Float32Array {
    if (batch.frozen !== undefined) return batch.frozen;
    const table = this.all.get('bert.embeddings.word_embeddings.weight')!.data;
    const features = new Float32Array(batch.size * this.hidden);
    for (let row = 0; row < batch.size; row++) {
      const tokens = [...batch.ids.subarray(row * batch.length, (row + 1) * batch.length)].filter(
        (_, index) => batch.mask[row * batch.length + index] === 1,
      );
      for (const id of tokens)
        for (let i = 0; i < this.hidden; i++)
          features[row * this.hidden + i]! += (50 * table[id * this.hidden + i]!) / tokens.length;
    }
    return features;
  }

  private dropped(features: Float32Array, step: number, part: number): Float32Array {
    const random = createRandom(this.options.seed, step, part);
    return features.map((value) => (random.next() < 0.1 ? 0 : value / 0.9));
  }

  private logits(features: Float32Array, size: number): Float32Array {
    const [weight, bias] = learned.map((name) => this.all.get(name)!.data);
    const { labels } = this.options.config;
    return Float32Array.from({ length: size * labels }, (_, index) => {
      const row = Math.floor(index / labels);
      const label = index % labels;
      let sum = bias![label]!;
      for (let i = 0; i < this.hidden; i++) sum += features[row * this.hidden + i]! * weight![label * this.hidden + i]!;
      return sum;
    });
  }

  private update(name: string, gradient: Float64Array, learningRate: number, step: number): void {
    const { beta1, beta2, epsilon } = this.options.optimizer;
    const [weight, first, second] = ['weight', 'moment1', 'moment2'].map(
      (kind) => this.values.get(`${kind}.${name}`)!.data,
    );
    gradient.forEach((value, i) => {
      first![i] = beta1 * first![i]! + (1 - beta1) * value;
      second![i] = beta2 * second![i]! + (1 - beta2) * value * value;
      const mean = first![i] / (1 - beta1 ** (step + 1));
      weight![i]! -= (learningRate * mean) / (Math.sqrt(second![i] / (1 - beta2 ** (step + 1))) + epsilon);
    });
  }
}
