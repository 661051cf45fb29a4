// The SHA-256 of a file.

import { createHash } from 'node:crypto';

import { readFailure } from '../base/fileErrors.js';
import { openFile } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';

/**
 * In hexadecimal.
 * @param limit the largest number of bytes; a sparse file of terabytes would be read for days
 * @throws UserError when the file is absent, unreadable, none or too long
 */
export async function fileSha256(path: string, limit = Infinity): Promise<string> {
  const hash = createHash('sha256');
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    if (size > limit) throw new UserError('model.fileTooLong', { file: path, bytes: size, limit });
    for await (const chunk of handle.createReadStream({ highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
      hash.update(chunk);
    return hash.digest('hex');
  } catch (error) {
    throw readFailure(error, path);
  } finally {
    await handle.close();
  }
}
