// The graphs that change tensors on the GPU: AdamW, and the sum and the norm of gradients. Each writes into the tensors
// that it reads, so none of them reads a number that it has changed: they run one after the other, once all gradients
// are there.

import { type BertConfig, firstPosition, outerNames, type Parameter, parameters } from '../../../base/model.js';
import type { OptimizerOptions } from '../../../base/training.js';
import * as b from '../../graph/build.js';
import { createGraph, type Graph, namedInputs } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import { gradientName, inputNames } from '../../model/programs.js';
import { depthOf } from '../../model/stage.js';
import { adamW, isDecayed } from '../../optim/adamw.js';

/**
 * Turns the gradients of the word and the position table, which hold only the rows of a batch, into whole tables:
 * gradients of one shape, whatever the batch.
 */
export function withWholeGradients(graph: Graph, config: BertConfig): Graph {
  const outputs = new Map(graph.outputs);
  const tables = outerNames(config);
  const words = outputs.get(gradientName(tables.words));
  const ids = namedInputs(graph, 'input').get(inputNames.uniqueIds);
  if (words && ids) outputs.set(gradientName(tables.words), b.scatterAdd(ids, words, config.vocabularySize));
  const positions = outputs.get(gradientName(tables.positions));
  if (positions)
    outputs.set(gradientName(tables.positions), b.padAxis(positions, 0, firstPosition(config), config.maxPositions));
  return createGraph(outputs);
}

/** The trainable parameters. */
export const learnedParameters = (config: BertConfig, frozen: ReadonlySet<string>): readonly Parameter[] =>
  parameters(config).filter(({ name }) => !frozen.has(name));

const tensor = (kind: string, { name, shape }: Parameter): Node => b.input(`${kind}.${name}`, 'float32', shape);
const scalar = (name: string): Node => b.input(name, 'float32', []);

/** The numbers that the update takes besides weights, moments and gradients. */
export const updateScalars = ['rate', 'correction1', 'correction2', 'scale'] as const;

/**
 * weight.NAME, moment1.NAME, moment2.NAME and gradient.NAME → the first three after one step of AdamW, under the same
 * names with a prime.
 */
export function updateGraph(config: BertConfig, learned: readonly Parameter[], options: OptimizerOptions): Graph {
  const [rate, correction1, correction2, scale] = updateScalars.map(scalar) as [Node, Node, Node, Node];
  const outputs = new Map<string, Node>();
  for (const parameter of learned) {
    const state = {
      weight: tensor('weight', parameter),
      moment1: tensor('moment1', parameter),
      moment2: tensor('moment2', parameter),
    };
    const weightDecay = options.decayAll || isDecayed(parameter) ? options.weightDecay : 0;
    const learningRate = b.scale(rate, options.layerDecay ** depthOf(parameter.location, config));
    const next = adamW(
      state,
      tensor('gradient', parameter),
      { ...options, weightDecay },
      { learningRate, correction1, correction2, scale },
    );
    for (const [part, node] of Object.entries(next)) outputs.set(primed(`${part}.${parameter.name}`), node as Node);
  }
  return createGraph(outputs);
}

export const primed = (name: string): string => `${name}'`;

/** sum.NAME + gradient.NAME, under the sum's name with a prime. */
export function sumGraph(learned: readonly Parameter[]): Graph {
  return createGraph(
    new Map(
      learned.map((parameter) => [
        primed(`sum.${parameter.name}`),
        b.add(tensor('sum', parameter), tensor('gradient', parameter)),
      ]),
    ),
  );
}

/** sum.NAME → norm. */
export function normGraph(learned: readonly Parameter[]): Graph {
  return createGraph(new Map([['norm', b.globalNorm(learned.map((parameter) => tensor('sum', parameter)))]]));
}
