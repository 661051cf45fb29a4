// Checks the sizes that a Parquet file claims before the library allocates memory for them: a few damaged bytes can
// claim millions of values.

import type { AsyncBuffer, ColumnMetaData, FileMetaData, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getSchemaPath, isFlatColumn } from 'hyparquet/src/schema.js';

import { checkPage, type PageShape } from './runLengths.js';

/** The number of values in one column that any file may have; beyond that, a file has at least a byte for each. */
const usualValues = 2 ** 18;
/** A page's header is short, unless its statistics hold long texts. */
const usualHeader = 1 << 14;
const footerEnd = 8;

/** Throws an Error where a list in the file's footer cannot be as long as it claims. */
export async function checkFooter(buffer: AsyncBuffer): Promise<void> {
  const size = buffer.byteLength;
  const end = new DataView(await buffer.slice(Math.max(0, size - footerEnd), size));
  if (end.byteLength < footerEnd) throw new Error(`${size} bytes`);
  const start = size - footerEnd - end.getUint32(0, true);
  if (start < 0) throw new Error(`a footer of ${end.getUint32(0, true)} bytes`);
  new Thrift(new DataView(await buffer.slice(start, size - footerEnd))).skipStruct();
}

/** The offset of the column's first byte; a dictionary at 0 is none. */
export function startOf({ dictionary_page_offset: dictionary, data_page_offset: data }: ColumnMetaData): bigint {
  return dictionary === undefined || dictionary === 0n ? data : dictionary;
}

/** The decompressor of a page for each codec; it throws an Error for a page that claims an impossible size. */
export type Decompressors = Readonly<Record<string, (bytes: Uint8Array, length: number) => Uint8Array>>;

/**
 * Throws an Error where a page of the column claims more values than the column has or than its bytes can hold, or the
 * column more than its row group or than such a file holds.
 * @param rows of the row group
 */
export async function checkColumn(
  buffer: AsyncBuffer,
  { schema }: FileMetaData,
  column: ColumnMetaData,
  rows: number,
  decompressors: Decompressors,
): Promise<void> {
  const name = column.path_in_schema.join('.');
  const all = Number(column.num_values);
  if (all < 0 || all > Math.max(usualValues, buffer.byteLength))
    throw new Error(`${name}: ${all} values in a file of ${buffer.byteLength} bytes`);
  const path = getSchemaPath(schema, column.path_in_schema);
  const isFlat = isFlatColumn(path);
  if (isFlat && all !== rows) throw new Error(`${name}: ${all} values for ${rows} rows`);
  const shape: PageShape = {
    type: column.type,
    width: path.at(-1)?.element.type_length ?? 0,
    repetition: getMaxRepetitionLevel(path),
    definition: getMaxDefinitionLevel(path),
    decompress: (bytes, length) => {
      if (column.codec === 'UNCOMPRESSED') return bytes;
      const decompress = decompressors[column.codec];
      if (decompress === undefined) throw new Error(`compression ${column.codec}`);
      return decompress(bytes, length);
    },
  };
  const start = Number(startOf(column));
  const end = start + Number(column.total_compressed_size);
  let read = 0;
  // As in the library: no page begins at the last byte, and where the end of the rows is known, nothing after them is
  // read.
  for (let at = start; at < end - 1 && !(isFlat && read === all);) {
    const { header, length } = await headerAt(buffer, at, end);
    const next = at + length + header.compressed_page_size;
    if (!isCount(header.compressed_page_size) || !isCount(header.uncompressed_page_size) || next > buffer.byteLength)
      throw new Error(`${name}: a page of ${header.compressed_page_size} bytes`);
    read += checkCounts(header, all - read);
    if (header.type !== 'DICTIONARY_PAGE')
      checkPage(new Uint8Array(await buffer.slice(at + length, next)), header, shape);
    at = next;
  }
}

/** The number of values of a page, at most `most`; none for a dictionary. */
function checkCounts(header: PageHeader, most: number): number {
  const { data_page_header: one, data_page_header_v2: two, dictionary_page_header: dictionary } = header;
  if (header.type === 'DICTIONARY_PAGE') {
    // Every entry takes at least a byte.
    if (!isCount(dictionary?.num_values, header.uncompressed_page_size))
      throw new Error(`a dictionary of ${dictionary?.num_values} entries in ${header.uncompressed_page_size} bytes`);
    return 0;
  }
  const values = header.type === 'DATA_PAGE' ? one?.num_values : two?.num_values;
  if (!isCount(values, most)) throw new Error(`a page of ${values} values where ${most} are left`);
  return values;
}

/** A field that a header lacks is undefined, whatever the library's types say. */
function isCount(value: number | undefined, most = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isInteger(value) && value! >= 0 && value! <= most;
}

async function headerAt(buffer: AsyncBuffer, at: number, end: number): Promise<{ header: PageHeader; length: number }> {
  for (let size = usualHeader; ; size *= 16) {
    const view = new DataView(await buffer.slice(at, Math.min(end, at + size)));
    try {
      new Thrift(view).skipStruct();
    } catch (error) {
      if (at + size < end) continue;
      throw error;
    }
    const reader = { view, offset: 0 };
    return { header: parquetHeader(reader), length: reader.offset };
  }
}

/**
 * Skips over data in Thrift's compact protocol:
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
class Thrift {
  private offset = 0;

  constructor(private readonly view: DataView) {}

  /** Throws an Error where it does not end, or has a list longer than the remaining bytes. */
  skipStruct(): void {
    for (let head = this.byte(); head !== 0; head = this.byte()) {
      if (head >> 4 === 0) this.varint();
      this.skip(head & 0x0f);
    }
  }

  private skip(type: number): void {
    if (type === 1 || type === 2) return;
    if (type === 3) this.pass(1);
    else if (type >= 4 && type <= 6) this.varint();
    else if (type === 7) this.pass(8);
    else if (type === 8) this.pass(this.varint());
    else if (type === 9) this.skipList();
    else if (type === 12) this.skipStruct();
    else throw new Error(`a field of type ${type}`);
  }

  private skipList(): void {
    const head = this.byte();
    const count = head >> 4 === 15 ? this.varint() : head >> 4;
    // Every element takes at least a byte.
    if (count > this.view.byteLength - this.offset) throw new Error(`a list of ${count} elements`);
    const isTruth = (head & 0x0f) <= 2;
    for (let left = count; left > 0; left--) this.skip(isTruth ? 3 : head & 0x0f);
  }

  private byte(): number {
    return this.view.getUint8(this.offset++);
  }

  private pass(bytes: number): void {
    this.offset += bytes;
    if (this.offset > this.view.byteLength) throw new Error(`${bytes} bytes behind the end`);
  }

  private varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 128) return value;
    }
  }
}
