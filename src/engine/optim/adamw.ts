// AdamW as PyTorch computes it (Loshchilov, Hutter 2019), as graph nodes; and what every backend shares of the update.

import type { Parameter } from '../../base/model.js';
import * as b from '../graph/build.js';
import type { Node } from '../graph/node.js';

/** Whether weight decay applies to a weight when it does not apply to all: biases and layer norms are excluded. */
export function isDecayed({ kind }: Pick<Parameter, 'kind'>): boolean {
  return kind !== 'bias' && kind !== 'norm';
}

/** The factor on the gradients that torch's clip_grad_norm_ applies; `clip` 0 turns it off. */
export function clipScale(norm: number, clip: number): number {
  return clip === 0 ? 1 : Math.min(1, clip / (norm + 1e-6));
}

export interface AdamWConstants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** Scalars that change with the step, as nodes. */
export interface AdamWStep {
  readonly learningRate: Node;
  /** 1 − β₁ᵗ and 1 − β₂ᵗ, with t counted from 1. */
  readonly correction1: Node;
  readonly correction2: Node;
  /** The factor on the gradient: clipping, and 1 / number of accumulated batches. */
  readonly scale: Node;
}

export interface AdamWState {
  readonly weight: Node;
  readonly moment1: Node;
  readonly moment2: Node;
}

/** m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − λ·decay·w − λ/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε). */
export function adamW(state: AdamWState, gradient: Node, constants: AdamWConstants, step: AdamWStep): AdamWState {
  const { beta1, beta2, epsilon, weightDecay } = constants;
  const g = b.multiply(gradient, step.scale);
  const moment1 = b.add(b.scale(state.moment1, beta1), b.scale(g, 1 - beta1));
  const moment2 = b.add(b.scale(state.moment2, beta2), b.scale(b.multiply(g, g), 1 - beta2));
  const denominator = b.add(b.divide(b.sqrt(moment2), b.sqrt(step.correction2)), b.constant(epsilon));
  const change = b.multiply(b.divide(step.learningRate, step.correction1), b.divide(moment1, denominator));
  const decayed =
    weightDecay === 0
      ? state.weight
      : b.subtract(state.weight, b.multiply(state.weight, b.scale(step.learningRate, weightDecay)));
  return { weight: b.subtract(decayed, change), moment1, moment2 };
}

/** min(1, clip / (norm + 10⁻⁶)) as a node. */
export function clipScaleNode(norm: Node, clip: number): Node {
  return b.minimum(b.constant(1), b.divide(b.constant(clip), b.add(norm, b.constant(1e-6))));
}
