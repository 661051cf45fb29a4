// Prediction on ONNX Runtime's CPU. The weights are fed, not copied into the session.

import type { BertConfig, Weights } from '../../../base/model.js';
import type { Predictor } from '../../../base/training.js';
import { inputNames, predictionGraph } from '../../model/programs.js';
import { floatsOf, floatTensor, intTensor } from '../support/onnxTensors.js';
import { cpuIdentity, createCpuSession } from './session.js';

export async function createCpuPredictor(config: BertConfig, weights: Weights, threads: number): Promise<Predictor> {
  const session = await createCpuSession(predictionGraph(config, { kind: 'none' }), threads);
  const fixed = Object.fromEntries([...weights].map(([name, { data, shape }]) => [name, floatTensor(data, shape)]));
  return {
    ...cpuIdentity,
    async predict({ size, length, ids, types, mask }) {
      const shape = [size, length];
      const tokens = { [inputNames.ids]: ids, [inputNames.types]: types, [inputNames.mask]: mask };
      const read = Object.entries(tokens).filter(([name]) => session.inputs.includes(name));
      const feeds = { ...fixed, ...Object.fromEntries(read.map(([name, data]) => [name, intTensor(data, shape)])) };
      return floatsOf(await session.run(feeds), 'logits');
    },
    dispose: () => session.release(),
  };
}
