// Reads the parts of a workbook, which is a ZIP archive of XML files, as streams; their sizes are checked first.

import type { Readable } from 'node:stream';

import { SaxesParser } from 'saxes';
import { type Entry, open, type ZipFile } from 'yauzl';

/** No real workbook has more parts than this. */
const mostParts = 10_000;
/** The limit in bytes, unpacked, of a part that is kept in memory as a whole. */
const largestKept = 2 ** 30;
/** The limit in bytes between two elements. */
const longestText = 2 ** 26;

export class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly parts: ReadonlyMap<string, Entry>,
  ) {}

  /** Throws the errors of the system and of the archive. */
  static async open(file: string): Promise<Archive> {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      open(file, { lazyEntries: true, autoClose: false }, (error, opened) =>
        error === null ? resolve(opened) : reject(error),
      );
    });
    try {
      if (zip.entryCount > mostParts) throw new Error(`${zip.entryCount} parts`);
      return new Archive(zip, await listEntries(zip));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(part: string): boolean {
    return this.parts.has(part);
  }

  /**
   * Passes the part's XML to the handler in pieces; throws what the handler throws. Does nothing for a missing part.
   */
  async parse(part: string, handler: XmlHandler): Promise<void> {
    const entry = this.parts.get(part);
    if (entry !== undefined && entry.uncompressedSize > largestKept)
      throw new Error(`${part}: ${entry.uncompressedSize} bytes`);
    const pieces = this.pieces(part, handler);
    while ((await pieces.next()).done !== true);
  }

  /** Does the same for a part of any size: yields after each piece, so that the caller can take the results so far. */
  async *pieces(part: string, handler: XmlHandler): AsyncGenerator<{ readonly share: number }, void, undefined> {
    const entry = this.parts.get(part);
    if (entry === undefined) return;
    const stream = await this.stream(entry);
    let bytes = 0;
    let eventAt = 0;
    const parser = createParser({
      ...handler,
      open: (name, attributes) => {
        eventAt = bytes;
        handler.open(name, attributes);
      },
    });
    const decoder = new TextDecoder('utf-8');
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) {
        bytes += piece.length;
        // The parser keeps a text until an element ends it.
        if (bytes - eventAt > longestText)
          throw new Error(`${part}: more than ${longestText} bytes of text at one place`);
        parser.write(decoder.decode(piece, { stream: true }));
        yield { share: bytes / Math.max(1, entry.uncompressedSize) };
      }
      parser.write(decoder.decode()).close();
      yield { share: 1 };
    } finally {
      stream.destroy();
    }
  }

  close(): void {
    this.zip.close();
  }

  private stream(entry: Entry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
    });
  }
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const parts = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      parts.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(parts));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** Receives elements by their names without prefixes. */
export interface XmlHandler {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

function createParser({ open: onOpen, close: onClose, text: onText }: XmlHandler): SaxesParser {
  const parser = new SaxesParser();
  const plain = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => onOpen(plain(name), attributes));
  if (onClose !== undefined) parser.on('closetag', ({ name }) => onClose(plain(name)));
  if (onText !== undefined) {
    parser.on('text', onText);
    parser.on('cdata', onText);
  }
  return parser;
}
