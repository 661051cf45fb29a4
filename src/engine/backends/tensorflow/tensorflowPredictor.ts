// Prediction on TensorFlow: the weights are loaded into variables once.

import type { BertConfig, Weights } from '../../../base/model.js';
import type { TensorflowRuntime } from '../../../base/tensorflow.js';
import type { Predictor } from '../../../base/training.js';
import { predictionGraph } from '../../model/programs.js';
import { batchFeeds } from '../support/batchFeeds.js';
import { emitTensorflow } from './emit.js';
import { beyondMemory } from './failures.js';
import { tensorflowIdentity } from './identity.js';
import { ModelBuilder, output } from './session.js';
import { Transfers } from './transfers.js';
import { Variables } from './variables.js';
import type { Precision } from './writer.js';

export function createTensorflowPredictor(
  config: BertConfig,
  weights: Weights,
  runtime: TensorflowRuntime,
  precision: Precision = 'float32',
): Predictor {
  const builder = new ModelBuilder(precision);
  const variables = new Variables(builder.writer, builder.signatures);
  for (const [name, { shape }] of weights) variables.declare(name, shape);
  const groups = variables.addTransfers([...weights.keys()]);
  const { inputs, outputs } = emitTensorflow(
    builder.writer,
    predictionGraph(config, { kind: 'none' }),
    'predict',
    (name) => variables.value(name),
  );
  builder.signatures.add('predict', inputs, outputs);
  const session = builder.open(runtime);
  new Transfers(session, groups, (name) => variables.shape(name)).load((name) => weights.get(name));
  const options = { stage: { kind: 'none' }, hiddenSize: config.hiddenSize, scratch: new Int32Array() } as const;
  return {
    ...tensorflowIdentity(runtime),
    predict: async (batch) => {
      try {
        return output(session.run('predict', batchFeeds(batch, session.inputs('predict'), options)), 'logits');
      } catch (error) {
        throw beyondMemory(error, batch);
      }
    },
    dispose: () => {
      session.dispose();
      return Promise.resolve();
    },
  };
}
