// The SHA-256 of a file.

import { createHash } from 'node:crypto';

import { readFailure } from '../base/fileErrors.js';
import { openFile } from '../base/openFile.js';

/** In hexadecimal. @throws UserError when the file is absent, unreadable or none */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await openFile(path);
  try {
    for await (const chunk of handle.createReadStream({ highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
      hash.update(chunk);
    return hash.digest('hex');
  } catch (error) {
    throw readFailure(error, path);
  }
}
