// `npm run parity -- FOLDER [--model FOLDER] [--device D]`: one folder of goldens, the largest differences as one JSON object.

import { parseArgs } from 'node:util';
import { measureParity } from './parity/measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' }, device: { type: 'string', default: 'onnx-cpu' } },
});
const [folder] = positionals;
if (folder === undefined || values.device !== 'onnx-cpu') {
  console.error('Usage: npm run parity -- FOLDER [--model FOLDER of the start weights] [--device onnx-cpu]');
  process.exit(2);
}
console.log(JSON.stringify(await measureParity(folder, values.model)));
