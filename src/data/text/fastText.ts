// Lines as fastText takes them, `__label__x the text`, as rows of a text and its labels.

import { joinItems } from '../source/cellText.js';
import type { Row } from '../source/row.js';
import { LenientParser } from './lenientRecords.js';
import type { RecordOptions, RowParser } from './rowParser.js';

export const fastTextColumns = ['text', 'label'] as const;

const labelled = /^\s*__label__\S+\s/;

/** Whether nearly all lines at the start of a file begin with a label of fastText. */
export function isFastText(start: Buffer): boolean {
  const lines = start.toString('utf8').split(/\r\n|\n/);
  // The last line may be cut.
  const filled = (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line.trim() !== '');
  return filled.length > 0 && filled.filter((line) => labelled.test(line)).length >= 0.9 * filled.length;
}

/** A delimiter that no text holds: NUL is dropped from files before they are parsed. */
const noDelimiter = '\0';

export class FastTextParser implements RowParser {
  private readonly lines: LenientParser;

  /** @param separator between the labels of a row */
  constructor(
    file: string,
    private readonly separator: string,
    recordOptions: RecordOptions = {},
  ) {
    const dialect = { delimiter: noDelimiter, rowEnds: ['\n', '\r\n'], quote: '' } as const;
    this.lines = new LenientParser(file, dialect, recordOptions);
  }

  async write(piece: Buffer): Promise<Row[]> {
    return (await this.lines.write(piece)).map((row) => this.split(row));
  }

  async end(): Promise<Row[]> {
    return (await this.lines.end()).map((row) => this.split(row));
  }

  takeRows(): Row[] {
    return this.lines.takeRows().map((row) => this.split(row));
  }

  private split({ line, fields: [whole = ''] }: Row): Row {
    const labels: string[] = [];
    let text = whole.trim();
    for (let found = firstLabel.exec(text); found !== null; found = firstLabel.exec(text)) {
      labels.push(found[1]!);
      text = text.slice(found[0].length).trimStart();
    }
    return { line, fields: [text, joinItems(labels, this.separator)] };
  }
}

const firstLabel = /^__label__(\S+)/;
