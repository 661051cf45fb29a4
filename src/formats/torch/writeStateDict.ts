// Writes a model's weights as PyTorch does with torch.save(model.state_dict(), path).

import type { FloatTensor } from '../../base/model.js';
import { writeAtomically, type WriteOptions } from '../atomicWrite.js';
import { bytesOf } from '../readElements.js';
import { elementCount } from '../safetensorsHeader.js';
import { pickleStateDict } from './pickleWriter.js';
import { type ZipOptions, ZipWriter } from './zipWriter.js';

/**
 * Writes a file that `torch.load(path, weights_only=True)` reads into an OrderedDict of float32 tensors, in the given
 * order; whole or not at all. Equal input gives equal bytes. Format: torch/serialization.py and
 * caffe2/serialize/inline_container.h.
 * @throws UserError as `writeAtomically`
 */
export async function writeStateDict(
  path: string,
  tensors: Iterable<readonly [string, FloatTensor]>,
  options: ZipOptions & WriteOptions = {},
): Promise<void> {
  const list = [...tensors];
  for (const [name, { shape, data }] of list) {
    if (elementCount(shape) !== data.length)
      throw new Error(`${name}: ${data.length} elements do not fill the shape [${shape.join(', ')}]`);
  }
  const pickle = pickleStateDict(list.map(([name, { shape }], index) => ({ name, shape, storage: String(index) })));
  await writeAtomically(
    path,
    async (sink) => {
      const zip = new ZipWriter(sink, options);
      await zip.add('archive/data.pkl', pickle);
      await zip.add('archive/.format_version', Buffer.from('1'));
      await zip.add('archive/.storage_alignment', Buffer.from('64'));
      await zip.add('archive/byteorder', Buffer.from('little'));
      for (const [index, [, { data }]] of list.entries()) await zip.add(`archive/data/${index}`, bytesOf(data));
      await zip.add('archive/version', Buffer.from('3\n'));
      await zip.finish();
    },
    options,
  );
}
