// The log: details that help to mend a defect, which a user need not see. It lies in the run's folder once there is
// one, else in the cache.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { appendToOwn } from '../base/openFile.js';
import { neutralFolder } from '../processes/children.js';
import { cacheFolder } from '../tensorflow/locations.js';

/** The number of lines kept in memory until the folder of the log is known. */
const keptLines = 1000;

export class Log {
  private lines: string[] = [];
  private file: string | undefined;

  line(text: string): void {
    const line = `${new Date().toISOString()} ${text}\n`;
    if (this.file !== undefined && append(this.file, line)) return;
    this.lines.push(line);
    if (this.lines.length > keptLines) this.lines.shift();
  }

  /** From now on the log is `log.txt` of this folder. */
  moveTo(folder: string): void {
    this.file = join(folder, 'log.txt');
    if (this.lines.length > 0 && append(this.file, this.lines.join(''))) this.lines = [];
  }

  /** Makes sure that everything is on the disk, and returns the path. */
  save(): string {
    if (this.file !== undefined && this.lines.length === 0) return this.file;
    const text = this.lines.join('');
    const paths = [join(cacheFolder(process.env), 'log.txt'), join(neutralFolder(), 'log.txt')];
    return paths.find((path) => append(path, text)) ?? '-';
  }
}

/** Returns false where the file cannot be written: a log must never be the reason for a failure. */
function append(file: string, text: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendToOwn(file, text);
    return true;
  } catch {
    return false;
  }
}
