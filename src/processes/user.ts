// The user of this process. In a container it may have neither an entry in the list of users nor a folder: what asks
// the system for either throws there.

import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/** The number of the user; -1 on Windows, which has none. */
export const userNumber = process.getuid?.() ?? -1;

/** The user's own folder; null where there is none, or a relative one, which would be in a stranger's folder. */
export function homeFolder(): string | null {
  try {
    return isAbsolute(homedir()) ? homedir() : null;
  } catch {
    return null;
  }
}
