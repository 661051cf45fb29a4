// The optimizer in TensorFlow: AdamW as PyTorch computes it, by ResourceApplyAdam, on variables that stay on the
// device.

import type { OptimizerOptions } from '../../../base/training.js';
import { MadeOnce } from '../../graph/madeOnce.js';
import { elementTypes, type TensorInfo } from './proto.js';
import type { Signatures } from './signatures.js';
import type { Variables } from './variables.js';
import { flag, type TensorflowWriter, type, whole } from './writer.js';

/** A trainable weight. */
export interface LearnedParameter {
  readonly name: string;
  readonly decayed: boolean;
  /** The factor on the learning rate. */
  readonly rateFactor: number;
  /** Turns a gradient that holds some rows of its table into the whole table's; undefined where it is whole. */
  readonly spread?: ((gradient: string) => string) | undefined;
}

export interface UpdateOptions {
  readonly parameters: readonly LearnedParameter[];
  readonly optimizer: OptimizerOptions;
  /** The gradient by the weight's name. */
  readonly gradient: (name: string) => string;
  readonly loss: string;
  readonly norm: string;
  /** The prefix of the names of the inputs. */
  readonly prefix: string;
  /** 1 / number of batches whose gradients were added up; undefined for one. */
  readonly share?: string;
}

export interface Update {
  /** The inputs that `updateScalars` gives values for. */
  readonly inputs: ReadonlyMap<string, TensorInfo>;
  /** Available once everything is updated, or nothing because loss or norm is not finite. */
  readonly done: TensorInfo;
}

/**
 * The values of an update's inputs. `rate` and `epsilon` include the bias corrections, which TensorFlow applies in
 * another way than PyTorch.
 */
export function updateScalars(
  { beta1, beta2, epsilon, weightDecay }: OptimizerOptions,
  learningRate: number,
  step: number,
) {
  const deviation = Math.sqrt(1 - beta2 ** (step + 1));
  return {
    rate: (learningRate * deviation) / (1 - beta1 ** (step + 1)),
    epsilon: epsilon * deviation,
    decay: learningRate * weightDecay,
  };
}

export function writeUpdate(
  writer: TensorflowWriter,
  signatures: Signatures,
  variables: Variables,
  options: UpdateOptions,
): Update {
  const { parameters, optimizer, loss, norm, prefix } = options;
  const scalar = (name: string) => signatures.scalar(`${prefix}/${name}`);
  const inputs = new Map(['rate', 'epsilon', 'decay'].map((name) => [name, scalar(name)]));
  const finite = writer.typed('IsFinite', [writer.typed('AddV2', [loss, norm])]);
  /** Passes only where the loss is finite: otherwise everything that depends on it is skipped, the updates included. */
  const alive = (tensor: string) => writer.node('Switch', [tensor, finite], { T: type('float32') });
  const switched = new Map([...inputs].map(([name, { name: tensor }]) => [name, alive(tensor)]));
  const scale = `${alive(gradientScale(writer, norm, optimizer.clip, options.share))}:1`;
  const scalars = (name: string) => `${switched.get(name) ?? ''}:1`;
  const kernel = new AdamWriter(writer, variables, optimizer, scalars);
  const updates = parameters.map((parameter) => {
    const scaled = writer.typed('Mul', [options.gradient(parameter.name), scale]);
    return `^${kernel.write(parameter, parameter.spread?.(scaled) ?? scaled)}`;
  });
  const rate = switched.get('rate') ?? '';
  const applied = writer.node('Identity', [`${rate}:1`, ...updates], { T: type('float32') });
  const skipped = writer.node('Identity', [rate], { T: type('float32') });
  const done = writer.node('Merge', [applied, skipped], { T: type('float32'), N: whole(2) });
  return { inputs, done: { name: done, dtype: elementTypes.float32 } };
}

/** share · min(1, clip / (norm + 10⁻⁶)). */
function gradientScale(writer: TensorflowWriter, norm: string, clip: number, share: string | undefined): string {
  const one = writer.floats([1]);
  const clipped =
    clip === 0
      ? one
      : writer.typed('Minimum', [
          one,
          writer.typed('RealDiv', [writer.floats([clip]), writer.typed('AddV2', [norm, writer.floats([1e-6])])]),
        ]);
  return writer.typed('Mul', [clipped, share ?? one]);
}

class AdamWriter {
  private readonly made = new MadeOnce<string>();

  constructor(
    private readonly writer: TensorflowWriter,
    private readonly variables: Variables,
    private readonly optimizer: OptimizerOptions,
    private readonly scalars: (name: string) => string,
  ) {}

  /** The node that updates a weight and its moments. */
  write({ name, decayed, rateFactor }: LearnedParameter, gradient: string): string {
    const { writer, variables, optimizer } = this;
    const decay = decayed && optimizer.weightDecay > 0 ? [`^${this.decay(name, rateFactor)}`] : [];
    const [weight, moment1, moment2] = ['weight', 'moment1', 'moment2'].map((kind) =>
      variables.handle(`${kind}.${name}`),
    );
    // With zero powers of β TensorFlow corrects nothing: `rate` contains the corrections.
    const zero = writer.floats([0]);
    const betas = [optimizer.beta1, optimizer.beta2].map((beta) => writer.floats([beta]));
    const inputs = [
      weight!,
      moment1!,
      moment2!,
      zero,
      zero,
      this.times('rate', rateFactor),
      ...betas,
      this.scalars('epsilon'),
      gradient,
      ...decay,
    ];
    return writer.node('ResourceApplyAdam', inputs, {
      T: type('float32'),
      use_locking: flag(false),
      use_nesterov: flag(false),
    });
  }

  /** w ← w·(1 − λ·decay), before the step, as decoupled decay is defined. */
  private decay(name: string, rateFactor: number): string {
    const { writer, variables } = this;
    const kept = this.made.get(`kept ${rateFactor}`, () =>
      writer.typed('Sub', [writer.floats([1]), this.times('decay', rateFactor)]),
    );
    return variables.assign(`weight.${name}`, writer.typed('Mul', [variables.value(`weight.${name}`), kept]));
  }

  private times(scalar: string, factor: number): string {
    const tensor = this.scalars(scalar);
    return factor === 1
      ? tensor
      : this.made.get(`${scalar} × ${factor}`, () => this.writer.typed('Mul', [tensor, this.writer.floats([factor])]));
  }
}
