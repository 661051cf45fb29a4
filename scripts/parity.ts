// `npm run parity -- FOLDER [--model FOLDER] [--device D]`: one folder of goldens, the largest differences as one JSON object.

import { parseArgs } from 'node:util';
import { settings } from '../src/shared/settings.js';
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
console.log(JSON.stringify(await measureParity(folder, values.model, device)));
