// Reads the bytes of a data file: a sample to detect its encoding, and the whole of it as a stream of UTF-8.

import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';

import type { DecoderStream } from 'iconv-lite';

import { openRegular } from '../../base/openFile.js';
import { UserError } from '../../shared/errors.js';
import { type Notice, notice } from '../../shared/notices.js';
import { type Encoding, linesBeyondAscii } from './bytesBeyondAscii.js';
import { dataReadFailure } from './dataFileErrors.js';
import { byteOrderMark, detectEncoding } from './encoding.js';
import type { ByteOffset } from './row.js';

/** The size of the sample of the file's start; a wrong guess would ruin everything, so it is large. */
const sampleBytes = 1 << 20;
/** The number of further pieces to sample where a large file begins with plain ASCII. */
const pieces = 64;
const pieceBytes = 1 << 16;
/** Rows are passed on chunk by chunk: this bounds how many are in memory. */
const chunkBytes = 1 << 17;

/**
 * The encoding of the file, and whether it starts with a byte order mark.
 * @param wanted the setting
 * @throws UserError when the file is no text, or in an unknown encoding
 */
export async function encodingOf(
  file: string,
  size: number,
  wanted: Encoding | 'auto',
): Promise<{ encoding: Encoding; bomBytes: number; notices?: readonly Notice[] }> {
  const sample = await readSample(file, size);
  const kind = knownBinary(sample);
  if (kind !== undefined) throw new UserError('data.notText', { file, kind });
  if (wanted !== 'auto') return { encoding: wanted, bomBytes: byteOrderMark(sample, wanted) };
  const guess = await detectEncoding(sample, sample.length === size);
  if ('unknown' in guess) throw new UserError('data.encodingUnknown', { file, guess: guess.unknown });
  const found = { encoding: guess.encoding, bomBytes: byteOrderMark(sample, guess.encoding) };
  if (guess.second === undefined) return found;
  return { ...found, notices: [await unsureNotice(file, sample, guess.encoding, guess.second)] };
}

/** The notice that names both encodings, with the first text that they read differently. */
async function unsureNotice(file: string, sample: Uint8Array, encoding: Encoding, second: Encoding): Promise<Notice> {
  const { default: iconv } = await import('iconv-lite');
  let text = '';
  let other = '';
  for (const line of linesBeyondAscii(sample, 4000)) {
    text = iconv.decode(Buffer.from(line), encoding);
    other = iconv.decode(Buffer.from(line), second);
    if (text !== other) break;
  }
  const shown = (one: string) => {
    const from = Math.max(0, one.search(/[^\0-\x7f]/) - 20);
    return JSON.stringify(one.slice(from, from + 40).trim());
  };
  const values = { file: basename(file), encoding, sample: shown(text), second, other: shown(other) };
  return notice('data.encodingUnsure', values);
}

async function readSample(file: string, size: number): Promise<Uint8Array> {
  try {
    const handle = await openRegular(file);
    try {
      const start = await readAt(handle, 0, sampleBytes);
      return start.length === size || !isAscii(start) || start.includes(0)
        ? start
        : await readPieces(handle, size, start);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw dataReadFailure(error, file);
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * Pieces spread over the file after a start of plain ASCII; those with other characters are kept, cut at line breaks so
 * that no character is.
 */
async function readPieces(handle: FileHandle, size: number, start: Uint8Array): Promise<Uint8Array> {
  const kept: Uint8Array[] = [start];
  for (let piece = 1; piece <= pieces; piece++) {
    const position = sampleBytes + Math.floor(((size - sampleBytes - pieceBytes) * piece) / pieces);
    if (position < sampleBytes) continue;
    const bytes = await readAt(handle, position, pieceBytes);
    if (!isAscii(bytes)) kept.push(bytes.subarray(bytes.indexOf(0x0a) + 1, bytes.lastIndexOf(0x0a) + 1));
  }
  return Buffer.concat(kept);
}

const binaryStarts = [
  { kind: 'ZIP or Excel .xlsx', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'Excel .xls', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { kind: 'gzip', bytes: [0x1f, 0x8b] },
  { kind: 'PDF', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { kind: 'Parquet', bytes: [0x50, 0x41, 0x52, 0x31] },
] as const;

function knownBinary(sample: Uint8Array): string | undefined {
  return binaryStarts.find(({ bytes }) => bytes.every((byte, index) => sample[index] === byte))?.kind;
}

/** Receives the bytes of a file as they are read: a hash, for example. */
export interface ByteListener {
  update(bytes: Buffer): unknown;
}

export interface ReadOptions {
  /** The position to begin at; the file's start when absent. */
  readonly from?: ByteOffset | undefined;
  /** Called with positions on the way, in order, about one for each chunk. */
  readonly note?: ((position: ByteOffset) => void) | undefined;
  /** The number of bytes that are read at a time. */
  readonly piece?: number | undefined;
}

/**
 * The file as UTF-8 without its byte order mark and without NUL characters, in pieces that may cut a character.
 * @param hash receives the file's own bytes
 * @throws UserError when the file cannot be read
 */
export async function* readUtf8(
  file: string,
  source: { encoding: Encoding; bomBytes: number },
  hash?: ByteListener,
  options: ReadOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  const decode = source.encoding === 'utf-8' ? undefined : await decoderOf(source.encoding);
  let { file: position, utf8 } = options.from ?? { file: 0, utf8: 0 };
  try {
    const handle = await openRegular(file);
    for await (const chunk of handle.createReadStream({
      highWaterMark: options.piece ?? chunkBytes,
      start: position,
    }) as AsyncIterable<Buffer>) {
      hash?.update(chunk);
      const bytes = chunk.subarray(Math.min(Math.max(0, source.bomBytes - position), chunk.length));
      position += chunk.length - bytes.length;
      for (const part of cutAtLine(bytes, source.encoding, position)) {
        const piece = withoutZeros(
          decode === undefined ? part : Buffer.from(composed(decode.write(part), source.encoding), 'utf8'),
        );
        position += part.length;
        utf8 += piece.length;
        yield piece;
        if (decode === undefined || part.length < bytes.length) options.note?.({ file: position, utf8 });
      }
    }
    const rest = decode?.end();
    if (rest !== undefined && rest !== '') yield withoutZeros(Buffer.from(rest, 'utf8'));
  } catch (error) {
    throw dataReadFailure(error, file);
  }
}

/** In windows-1258 a Vietnamese letter is two characters, and one everywhere else. */
function composed(text: string, encoding: Encoding): string {
  return encoding === 'windows-1258' ? text.normalize('NFC') : text;
}

/** The tables of iconv-lite take a while to load, and most files need none of them. */
async function decoderOf(encoding: Encoding): Promise<DecoderStream> {
  const { default: iconv } = await import('iconv-lite');
  return iconv.getDecoder(encoding);
}

/**
 * Two parts of which the first ends with a line, so that a decoder can begin anew after it; one part where no line
 * ends, or where nothing is decoded. A line feed is never part of another character in the known encodings.
 */
function cutAtLine(bytes: Buffer, encoding: Encoding, position: number): Buffer[] {
  const end =
    encoding === 'utf-8'
      ? 0
      : encoding === 'utf-16le' || encoding === 'utf-16be'
        ? endOfWideLine(bytes, encoding, position)
        : bytes.lastIndexOf(0x0a) + 1;
  return end === 0 || end === bytes.length ? [bytes] : [bytes.subarray(0, end), bytes.subarray(end)];
}

function endOfWideLine(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be', position: number): number {
  const [low, high] = encoding === 'utf-16le' ? [0, 1] : [1, 0];
  for (let start = bytes.length - 2; start >= 0; start--) {
    if ((position + start) % 2 === 0 && bytes[start + low] === 0x0a && bytes[start + high] === 0) return start + 2;
  }
  return 0;
}

function withoutZeros(bytes: Buffer): Buffer {
  return bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes;
}

/** All bytes of a file whose size was checked. Throws a UserError when it cannot be read. */
export async function readWhole(file: string): Promise<Buffer> {
  try {
    const handle = await openRegular(file);
    return await handle.readFile().finally(() => handle.close());
  } catch (error) {
    throw dataReadFailure(error, file);
  }
}

/** The SHA-256 of the file, in hexadecimal. Throws a UserError when it cannot be read. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    const handle = await openRegular(file);
    for await (const chunk of handle.createReadStream({ highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
      hash.update(chunk);
  } catch (error) {
    throw dataReadFailure(error, file);
  }
  return hash.digest('hex');
}
