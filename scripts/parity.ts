// `npm run parity -- FOLDER [--model FOLDER] [--device D] [--check]`: one folder of goldens, the largest differences as
// one JSON object; with --check the exit status is 1 where one is beyond its limit.

import { parseArgs } from 'node:util';

import { isWebgpu } from '../src/shared/devices.js';
import { choicesOf } from '../src/shared/settings.js';
import { tensorflowEnvironment } from '../src/tensorflow/environment.js';
import { findRuntime } from '../src/tensorflow/load.js';
import { defaultLocations } from '../src/tensorflow/locations.js';
import { beyondLimits } from './parity/limits.js';
import { measureParity } from './parity/measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' }, device: { type: 'string', default: 'onnx-cpu' }, check: { type: 'boolean' } },
});
const [folder] = positionals;
const device = choicesOf('device').find((choice) => choice === values.device);
if (folder === undefined || device === undefined) {
  const devices = choicesOf('device').join('|');
  console.error(
    `Usage: npm run parity -- FOLDER [--model FOLDER of the start weights] [--device ${devices}] [--check]`,
  );
  process.exit(2);
}
// TensorFlow reads its variables as it is loaded: the numbers are those of a run.
if (device === 'tensorflow')
  Object.assign(process.env, tensorflowEnvironment(findRuntime(defaultLocations()).library, defaultLocations()));
const parity = await measureParity(folder, values.model, device);
console.log(JSON.stringify(parity));
if (values.check === true) {
  const beyond = beyondLimits(parity, isWebgpu(device) ? 2e-4 : undefined);
  if (beyond.length > 0) console.error(`Too far from PyTorch: ${beyond.join(', ')}`);
  process.exitCode = beyond.length === 0 ? 0 : 1;
}
