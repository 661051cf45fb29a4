// Applies SentencePiece's table of character replacements, as tokenizer.json holds it. The library substitutes NFKC,
// which is not the same: here the table is read and followed, as in Hugging Face's Rust library (the crate
// spm_precompiled).

/** A grapheme of this many bytes or more is looked up character by character, as in that crate. */
const longGrapheme = 6;

/** Characters that are always graphemes of their own: a text of these needs no segmentation. */
const plainText = /^[\u0020-\u007E\u3000-\u3029\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF\uFF01-\uFF60]*$/;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * @param base64 `precompiled_charsmap`: the size of a double-array trie in bytes (uint32), the trie (Darts-clone's
 *   units), the replacements as UTF-8, each ended by a zero byte
 * @returns the function that replaces a text's characters; null for bytes that are no such table
 */
export function precompiledNormalizer(base64: string): ((text: string) => string) | null {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < 4) return null;
  const size = bytes.readUInt32LE(0);
  if (size % 4 !== 0 || size === 0 || size > bytes.length - 4) return null;
  const units = Uint32Array.from({ length: size / 4 }, (_, at) => bytes.readUInt32LE(4 + 4 * at));
  const replacements = bytes.subarray(4 + size);
  const find = (part: Uint8Array) => replacementAt(replacements, shortestPrefix(units, part));
  const known = new Map<string, string>();
  const ofCharacter = (character: string): string => {
    let found = known.get(character);
    if (found === undefined) known.set(character, (found = find(encoder.encode(character)) ?? character));
    return found;
  };
  const characters = (text: string) => Array.from(text, ofCharacter).join('');
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  return (text) => {
    if (plainText.test(text)) return characters(text);
    let result = '';
    for (const { segment } of segmenter.segment(text)) {
      const part = segment.length < longGrapheme ? encoder.encode(segment) : null;
      result += (part !== null && part.length < longGrapheme ? find(part) : undefined) ?? characters(segment);
    }
    return result;
  };
}

/** The offset of the replacement for the shortest key that is a prefix of the bytes; undefined when there is none. */
function shortestPrefix(units: Uint32Array, bytes: Uint8Array): number | undefined {
  let at = offsetOf(units[0] ?? 0);
  for (const byte of bytes) {
    if (byte === 0) return undefined;
    at ^= byte;
    const unit = units[at];
    if (unit === undefined || (unit & 0x800000ff) !== byte) return undefined;
    at ^= offsetOf(unit);
    if (((unit >>> 8) & 1) === 1) return (units[at] ?? 0) & 0x7fffffff;
  }
  return undefined;
}

/** The distance from a unit to its children. (Darts-clone: bit 9 of the offset marks it as a multiple of 256.) */
function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

function replacementAt(replacements: Uint8Array, start: number | undefined): string | undefined {
  if (start === undefined || start >= replacements.length) return undefined;
  const end = replacements.indexOf(0, start);
  return decoder.decode(replacements.subarray(start, end < 0 ? replacements.length : end));
}
