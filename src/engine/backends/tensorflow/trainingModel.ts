// The SavedModel of a training run: everything that a trainer can be asked for, as signatures on one set of variables.

import { firstPosition, outerNames, type Parameter, parameters } from '../../../base/model.js';
import type { FrozenStage, TrainerOptions } from '../../../base/training.js';
import {
  frozenGraph,
  gradientName,
  hiddenStatesGraph,
  inputNames,
  predictionGraph,
  trainingGraph,
} from '../../model/programs.js';
import { depthOf } from '../../model/stage.js';
import { isDecayed } from '../../optim/adamw.js';
import { type EmittedGraph, emitTensorflow } from './emit.js';
import { normOf, sumByRow } from './operators.js';
import { elementTypes, type TensorInfo } from './proto.js';
import { ModelBuilder } from './session.js';
import { type LearnedParameter, writeUpdate } from './update.js';
import { type TransferGroups, Variables } from './variables.js';
import { type Precision, type } from './writer.js';

export interface TrainingModel {
  readonly builder: ModelBuilder;
  readonly trainable: readonly string[];
  readonly groups: TransferGroups;
  readonly dropoutPlaces: number;
}

const float = (name: string): TensorInfo => ({ name, dtype: elementTypes.float32 });
export const momentsOf = (name: string): readonly string[] => [`moment1.${name}`, `moment2.${name}`];

/**
 * Signatures: `zero` (moments), `load.N` and `save.N` for groups of variables, `step` for one batch; for several
 * `begin`, then `accumulate`, then `apply`; `predict` from tokens, `predictFrozen` and `frozen` where a frozen bottom
 * is cached; `gradients`, `hidden`.
 */
export function trainingModel(options: TrainerOptions, stage: FrozenStage, precision: Precision): TrainingModel {
  const { config } = options;
  const builder = new ModelBuilder(precision);
  const variables = new Variables(builder.writer, builder.signatures);
  const all = parameters(config);
  const learned = all.filter(({ name }) => !options.frozen.has(name));
  const trainable = learned.map(({ name }) => name);
  for (const { name, shape } of all) variables.declare(`weight.${name}`, shape);
  for (const { name, shape } of learned) {
    for (const variable of [...momentsOf(name), `sum.${name}`]) variables.declare(variable, shape);
  }
  const weights = variables.addTransfers(all.map(({ name }) => `weight.${name}`));
  const moments = variables.addTransfers(trainable.flatMap(momentsOf));
  const groups = {
    loads: new Map([...weights.loads, ...moments.loads]),
    saves: new Map([...weights.saves, ...moments.saves]),
  };
  variables.addZeros('zero', trainable.flatMap(momentsOf));
  const dropoutPlaces = addTraining({ builder, variables, options, stage, trainable, learned });
  addForward(builder, variables, options, stage);
  return { builder, trainable, groups, dropoutPlaces };
}

interface Parts {
  readonly builder: ModelBuilder;
  readonly variables: Variables;
  readonly options: TrainerOptions;
  readonly stage: FrozenStage;
  readonly trainable: readonly string[];
  /** The same, described. */
  readonly learned: readonly Parameter[];
}

function addTraining(parts: Parts): number {
  const {
    builder: { writer, signatures },
    variables,
    options,
    stage,
    trainable,
  } = parts;
  const { config, classWeights, labelSmoothing, weightedTargets, optimizer, checkpointActivations } = options;
  const { graph, dropoutPlaces } = trainingGraph({
    config,
    stage,
    trainable,
    classWeights,
    labelSmoothing,
    weightedTargets,
    checkpointActivations,
    wordRows: 'unique',
  });
  const emitted = emitTensorflow(writer, graph, 'step', (name) => variables.value(`weight.${name}`));
  const loss = tensor(emitted, 'loss');
  const norm = tensor(emitted, 'norm');
  const gradient = (name: string) => tensor(emitted, gradientName(name));
  const parameters = learnedParameters(parts, emitted);
  const results = new Map([
    ['loss', float(loss)],
    ['norm', float(norm)],
    ['logits', float(tensor(emitted, 'logits'))],
  ]);

  const update = writeUpdate(writer, signatures, variables, {
    parameters,
    optimizer,
    gradient,
    loss,
    norm,
    prefix: 'step',
  });
  signatures.add('step', new Map([...emitted.inputs, ...update.inputs]), new Map([...results, ['done', update.done]]));

  const whole = new Map(parameters.map(({ name, spread }) => [name, spread?.(gradient(name)) ?? gradient(name)]));
  signatures.add('gradients', emitted.inputs, new Map([...whole].map(([name, value]) => [name, float(value)])));
  addAccumulation(parts, parameters, whole, emitted, results);
  return dropoutPlaces;
}

/** `begin` puts a batch's gradients into the sums, `accumulate` adds to them, `apply` updates from their mean. */
function addAccumulation(
  parts: Parts,
  parameters: readonly LearnedParameter[],
  whole: ReadonlyMap<string, string>,
  emitted: EmittedGraph,
  results: ReadonlyMap<string, TensorInfo>,
): void {
  const {
    builder: { writer, signatures },
    variables,
    options,
    trainable,
  } = parts;
  const begun = [...whole].map(([name, value]) => `^${variables.assign(`sum.${name}`, value)}`);
  signatures.add('begin', emitted.inputs, new Map([...results, ['done', signatures.after(begun)]]));
  const added = [...whole].map(
    ([name, value]) =>
      `^${writer.node('AssignAddVariableOp', [variables.handle(`sum.${name}`), value], { dtype: type('float32') })}`,
  );
  signatures.add('accumulate', emitted.inputs, new Map([...results, ['done', signatures.after(added)]]));

  const loss = signatures.scalar('apply/loss');
  const share = signatures.scalar('apply/share');
  const sum = (name: string) => variables.value(`sum.${name}`);
  const norm = writer.typed('Mul', [normOf(writer, trainable.map(sum)), share.name]);
  const apply = {
    parameters: parameters.map((parameter) => ({ ...parameter, spread: undefined })),
    optimizer: options.optimizer,
    gradient: sum,
    loss: loss.name,
    norm,
    prefix: 'apply',
    share: share.name,
  };
  const update = writeUpdate(writer, signatures, variables, apply);
  signatures.add(
    'apply',
    new Map([['loss', loss], ['share', share], ...update.inputs]),
    new Map([
      ['norm', float(norm)],
      ['done', update.done],
    ]),
  );
}

function learnedParameters(
  { builder: { writer }, options: { config, optimizer }, learned }: Parts,
  emitted: EmittedGraph,
): LearnedParameter[] {
  const ids = emitted.inputs.get(inputNames.uniqueIds)?.name ?? '';
  const { words, positions } = outerNames(config);
  const first = firstPosition(config);
  const spreads = new Map([
    [words, (rows: string) => sumByRow(writer, rows, ids, writer.integers([config.vocabularySize]))],
    [
      positions,
      (rows: string) => {
        const count = writer.size('length');
        const missing = writer.typed(
          'Sub',
          [writer.integers([config.maxPositions - first]), count],
          undefined,
          'int32',
        );
        const zero = writer.integers([0]);
        const paddings = writer.node(
          'Reshape',
          [writer.pack([writer.integers([first]), missing, zero, zero]), writer.vector([2, 2])],
          { T: type('int32'), Tshape: type('int32') },
        );
        return writer.node('Pad', [rows, paddings], { T: type('float32'), Tpaddings: type('int32') });
      },
    ],
  ]);
  return learned.map((parameter) => ({
    name: parameter.name,
    decayed: optimizer.decayAll || isDecayed(parameter),
    rateFactor: optimizer.layerDecay ** depthOf(parameter.location, config),
    spread: spreads.get(parameter.name),
  }));
}

function addForward(
  { writer, signatures }: ModelBuilder,
  variables: Variables,
  { config }: TrainerOptions,
  stage: FrozenStage,
): void {
  const graphs = new Map([
    ['predict', predictionGraph(config, { kind: 'none' })],
    ['hidden', hiddenStatesGraph(config)],
  ]);
  if (stage.kind !== 'none')
    graphs.set('predictFrozen', predictionGraph(config, stage)).set('frozen', frozenGraph(config, stage));
  for (const [name, graph] of graphs) {
    const { inputs, outputs } = emitTensorflow(writer, graph, name, (weight) => variables.value(`weight.${weight}`));
    signatures.add(name, inputs, outputs);
  }
}

function tensor({ outputs }: EmittedGraph, name: string): string {
  const found = outputs.get(name);
  if (!found) throw new Error(`the graph has no output ${name}`);
  return found.name;
}
