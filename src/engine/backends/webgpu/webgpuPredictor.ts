// Prediction on a GPU through ONNX Runtime's WebGPU: the weights are copied there once.

import type { BertConfig, Weights } from '../../../base/model.js';
import type { Predictor } from '../../../base/training.js';
import type { WebgpuDevice } from '../../../shared/devices.js';
import { predictionGraph } from '../../model/programs.js';
import { batchFeeds } from '../support/batchFeeds.js';
import { floatsOf } from '../support/onnxTensors.js';
import { hostTensors } from '../support/onnxTensors.js';
import { DeviceTensors } from './deviceTensors.js';
import { webgpuIdentity, WebgpuSession } from './session.js';

/** Throws machine.noGpu, machine.modelMemory. */
export async function createWebgpuPredictor(
  config: BertConfig,
  weights: Weights,
  device: WebgpuDevice,
): Promise<Predictor> {
  const tensors = await DeviceTensors.create(device);
  try {
    const session = await WebgpuSession.create(predictionGraph(config, { kind: 'none' }), { device });
    for (const name of session.parameters) {
      const weight = weights.get(name);
      if (!weight) throw new Error(`no weight ${name}`);
      await tensors.set(name, weight);
    }
    const options = { stage: { kind: 'none' }, hiddenSize: config.hiddenSize, scratch: new Int32Array() } as const;
    return {
      ...webgpuIdentity(device),
      predict: async (batch) => {
        // Some architectures have no token types.
        const read = Object.entries(batchFeeds(batch, session.inputs, options)).filter(([name]) =>
          session.inputs.includes(name),
        );
        return floatsOf(
          await session.run({ ...hostTensors(Object.fromEntries(read)), ...tensors.all(session.parameters) }),
          'logits',
        );
      },
      dispose: async () => {
        await session.release();
        await tensors.dispose();
      },
    };
  } catch (error) {
    await tensors.dispose();
    throw error;
  }
}
