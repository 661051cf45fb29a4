// `npm run parity -- FOLDER [--model FOLDER] [--device D]`: one folder of goldens, the largest differences as one JSON object.

import { parseArgs } from 'node:util';
import { settings } from '../src/shared/settings.js';
import { tensorflowEnvironment } from '../src/tensorflow/environment.js';
import { findRuntime } from '../src/tensorflow/load.js';
import { defaultPlaces } from '../src/tensorflow/places.js';
import { measureParity } from './parity/measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' }, device: { type: 'string', default: 'onnx-cpu' } },
});
const [folder] = positionals;
const device = settings.device.choices.find((choice) => choice === values.device);
if (folder === undefined || device === undefined) {
  console.error(`Usage: npm run parity -- FOLDER [--model FOLDER of the start weights] [--device ${settings.device.choices.join('|')}]`);
  process.exit(2);
}
// TensorFlow reads its variables as it is loaded: the numbers are those of a run.
if (device === 'tensorflow') Object.assign(process.env, tensorflowEnvironment(findRuntime(defaultPlaces()).library, defaultPlaces()));
console.log(JSON.stringify(await measureParity(folder, values.model, device)));
