// Reads the columns of a data file, for commands that act on one.

import type { TableFacts } from '../../shared/messages/data.js';
import type { Host } from '../host.js';
import { Cancelled } from '../workerClient/connection.js';

/** The columns of a file as soon as they are known; the rest of the file is not read. */
export async function tableOf({ service }: Host, file: string): Promise<TableFacts> {
  const reading = new AbortController();
  const found: { table: TableFacts | null; data: number | null } = { table: null, data: null };
  try {
    await service.request(
      'inspect',
      { file, settings: {} },
      {
        signal: reading.signal,
        onProgress: (word) => {
          if (word.kind !== 'opened') return;
          Object.assign(found, { table: word.table, data: word.data });
          reading.abort();
        },
      },
    );
  } catch (error) {
    if (found.table === null || !(error instanceof Cancelled)) throw error;
  }
  // A worker that has ended has closed the file already.
  if (found.data !== null) service.request('closeData', { data: found.data }).catch(() => undefined);
  return found.table!;
}
