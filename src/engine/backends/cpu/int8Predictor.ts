// Prediction as an export in eight bits computes it: for what that costs in accuracy, measured before the file is
// anybody's.

import type { BertConfig, Weights } from '../../../base/model.js';
import type { TokenBatch } from '../../../base/training.js';
import { inputNames } from '../../model/programs.js';
import { exportOnnx } from '../../onnx/exportOnnx.js';
import { bytesOfPiece } from '../../onnx/proto.js';
import { InferenceSession, Tensor } from '../support/onnxRuntime.js';
import { floatsOf } from '../support/onnxTensors.js';

export interface Int8Predictor {
  /** Logits [size, labels]. */
  predict(batch: TokenBatch): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** @param threads processor threads that one operator may use */
export async function createInt8Predictor(
  config: BertConfig,
  weights: Weights,
  threads: number,
): Promise<Int8Predictor> {
  const { pieces } = exportOnnx(config, weights, { labelNames: [], externalName: '', int8: true });
  const session = await InferenceSession.create(new Uint8Array(Buffer.concat(pieces.map(bytesOfPiece))), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return {
    async predict({ size, length, ids, types, mask }) {
      const long = (data: Int32Array) => new Tensor('int64', BigInt64Array.from(data, BigInt), [size, length]);
      return floatsOf(
        await session.run({
          [inputNames.ids]: long(ids),
          [inputNames.types]: long(types),
          [inputNames.mask]: long(mask),
        }),
        'logits',
      );
    },
    dispose: () => session.release(),
  };
}
