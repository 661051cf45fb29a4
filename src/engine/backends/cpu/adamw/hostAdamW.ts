// AdamW outside the graph: weights and moments in WebAssembly memory, where ONNX Runtime reads the weights without a
// copy. The formulas are in adamw.as.ts, what an embedding's rows need in hostAdamWRows.ts.

import type { FloatTensor, Weights } from '../../../../base/model.js';
import type { OptimizerOptions } from '../../../../base/training.js';
import { checkedState } from '../../../optim/state.js';
import {
  denseGradient,
  forEachTile,
  type Gradients,
  GradientSum,
  type HostParameter,
  lengthOf,
  rowGradient,
  sumOfSquares,
} from './gradients.js';
import { ParameterMemory, type Workspace } from './parameterMemory.js';
import { RowHistory } from './rowHistory.js';

export type { Gradient, Gradients, HostParameter } from './gradients.js';
export type { RowGradient } from './rowGradient.js';

export interface HostAdamWSetup {
  readonly parameters: readonly HostParameter[];
  /** Copied; those of other names are ignored. */
  readonly weights: Weights;
  readonly options: Pick<OptimizerOptions, 'beta1' | 'beta2' | 'epsilon' | 'weightDecay'>;
  /** Bytes after which a further WebAssembly memory is begun. */
  readonly memoryLimit?: number;
}

export interface Update {
  readonly gradients: Gradients;
  /** Factor on every gradient: clipping, and 1 / batches when they were accumulated. */
  readonly scale: number;
  readonly learningRate: number;
  /** Number of this update, from 0. */
  readonly step: number;
}

/** The kernel's arguments for one parameter in a step. */
interface Scalars {
  readonly scale: number;
  readonly rate: number;
  readonly decay: number;
  readonly correction1: number;
  readonly correction2: number;
}

const kinds = ['weight', 'moment1', 'moment2'] as const;
type Kind = (typeof kinds)[number];

/** The tensors of one parameter; the kernels run where its weight lies. */
interface Entry extends Readonly<Record<Kind, Float32Array>> {
  readonly parameter: HostParameter;
  readonly workspace: Workspace;
  /** The history of a parameter whose gradient comes as rows. */
  readonly history: RowHistory | undefined;
}

export class HostAdamW {
  private readonly entries: ReadonlyMap<string, Entry>;
  private sum: GradientSum | undefined;

  /** Throws machine.outOfMemory. */
  constructor(private readonly setup: HostAdamWSetup) {
    const { parameters, weights, memoryLimit } = setup;
    const lengths = parameters.flatMap(({ name, shape }) =>
      kinds.map((kind) => [`${kind}.${name}`, lengthOf(shape)] as const),
    );
    const memory = new ParameterMemory(new Map(lengths), memoryLimit);
    this.entries = new Map(parameters.map((parameter) => [parameter.name, entryOf(parameter, memory, weights)]));
  }

  /** The weight [shape], always the same array: changes with every update. */
  weight(name: string): Float32Array {
    return this.entry(name).weight;
  }

  moment1(name: string): Float32Array {
    return this.entry(name).moment1;
  }

  moment2(name: string): Float32Array {
    return this.entry(name).moment2;
  }

  /** L2 norm of all gradients together, or of those named, summed in float64 in the order of the parameters. */
  norm(gradients: Gradients, names: Iterable<string> = this.entries.keys()): number {
    let sum = 0;
    for (const name of names) {
      const { parameter, workspace } = this.entry(name);
      const values = parameter.sparseRows
        ? rowGradient(gradients, parameter).values
        : denseGradient(gradients, parameter);
      sum += sumOfSquares(values, workspace);
    }
    return Math.sqrt(sum);
  }

  /** Adds one batch's gradients to the sum of this update. Throws machine.outOfMemory at the first call. */
  accumulate(gradients: Gradients): void {
    this.sum ??= new GradientSum(this.setup.parameters, this.setup.memoryLimit);
    this.sum.add(gradients);
  }

  /** The sum of the accumulated gradients. Views, valid until the next `accumulate`, which begins a new sum. */
  accumulated(): Gradients {
    if (this.sum === undefined) throw new Error('nothing was accumulated');
    return this.sum.total();
  }

  /** One step of AdamW on every parameter. The gradients must be finite. */
  update({ gradients, scale, learningRate, step }: Update): void {
    const { beta1, beta2, weightDecay } = this.setup.options;
    const corrections = { correction1: 1 - beta1 ** (step + 1), correction2: 1 - beta2 ** (step + 1) };
    for (const entry of this.entries.values()) {
      const { parameter, history } = entry;
      const scalars = {
        scale,
        rate: learningRate * parameter.rateFactor,
        decay: parameter.decayed ? weightDecay : 0,
        ...corrections,
      };
      if (history === undefined) {
        this.apply(entry, scalars, 0, entry.weight.length, denseGradient(gradients, parameter), 0);
      } else {
        history.update(
          rowGradient(gradients, parameter),
          (start, length, gradient, from = 0) => this.apply(entry, scalars, start, length, gradient, from),
          (start, length) => decayOnly(entry, scalars, start, length),
        );
      }
    }
  }

  /** What a checkpoint holds of the parameters: `weight.NAME`, `moment1.NAME`, `moment2.NAME`. Views. */
  state(): Map<string, FloatTensor> {
    const state = new Map<string, FloatTensor>();
    for (const [name, entry] of this.entries) {
      for (const kind of kinds) state.set(`${kind}.${name}`, { shape: entry.parameter.shape, data: entry[kind] });
    }
    return state;
  }

  /** Takes such a state back, all or nothing. Throws model.stateMissing, model.stateShape. */
  restore(state: ReadonlyMap<string, FloatTensor>): void {
    for (const [name, { shape }] of this.state()) checkedState(state, name, shape);
    for (const [name, entry] of this.entries) {
      for (const kind of kinds) entry[kind].set(state.get(`${kind}.${name}`)!.data);
      entry.history?.readFrom(entry.moment1, entry.moment2);
    }
  }

  /** AdamW on entries [start, start + length); the gradient is zero where none is given. */
  private apply(
    entry: Entry,
    scalars: Scalars,
    start: number,
    length: number,
    gradient: Float32Array | undefined,
    from: number,
  ): void {
    const { beta1, beta2, epsilon } = this.setup.options;
    const { scale, rate, decay, correction1, correction2 } = scalars;
    const { workspace, weight, moment1, moment2 } = entry;
    forEachTile(length, (offset, count) => {
      const at = start + offset;
      const w = weight.byteOffset + at * Float32Array.BYTES_PER_ELEMENT;
      const g =
        gradient === undefined ? workspace.zeros : workspace.pointer(gradient, from + offset, count, 'gradient');
      const m = workspace.pointer(moment1, at, count, 'moment1');
      const v = workspace.pointer(moment2, at, count, 'moment2');
      workspace.kernels.adamw(w, g, m, v, count, scale, rate, beta1, beta2, epsilon, decay, correction1, correction2);
      workspace.writeBack(moment1, at, count, 'moment1');
      workspace.writeBack(moment2, at, count, 'moment2');
    });
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`${name} does not learn`);
    return entry;
  }
}

function entryOf(parameter: HostParameter, memory: ParameterMemory, weights: Weights): Entry {
  const { name, shape, sparseRows } = parameter;
  const weight = memory.view(`weight.${name}`);
  const moment1 = memory.view(`moment1.${name}`);
  const moment2 = memory.view(`moment2.${name}`);
  const initial = weights.get(name);
  if (initial?.data.length !== weight.length) throw new Error(`no weight of shape [${shape.join(', ')}] for ${name}`);
  weight.set(initial.data);
  if (!sparseRows) {
    // Already zero; touching the pages now is three times as fast as faulting them in during the first update.
    moment1.fill(0);
    moment2.fill(0);
  }
  return {
    parameter,
    weight,
    moment1,
    moment2,
    workspace: memory.workspace(`weight.${name}`),
    history: sparseRows ? new RowHistory(shape) : undefined,
  };
}

function decayOnly({ weight, workspace }: Entry, { rate, decay }: Scalars, start: number, length: number): void {
  if (rate * decay === 0) return;
  workspace.kernels.decayOnly(weight.byteOffset + start * Float32Array.BYTES_PER_ELEMENT, length, rate, decay);
}
