// JSON of strangers: how deep and how much a text says is counted before it becomes values, which take many times its
// bytes and end programs that walk them.

/** Levels of values within one another; JSON.stringify and most programs end on a hundred times as many. */
export const deepestJson = 1000;

/** A tokenizer.json with 250 000 pieces has a million values; each takes some fifty bytes of memory. */
export const mostJsonValues = 5_000_000;

/** The value, or undefined for a text that is not JSON, or is refused by `parseBoundedJson`. */
export function parseJson(text: string): unknown {
  try {
    return parseBoundedJson(text);
  } catch {
    return undefined;
  }
}

/** The value of a text. Throws a SyntaxError for one that is not JSON, nested too deeply or of too many values. */
export function parseBoundedJson(text: string): unknown {
  checkJsonBounds(text, mostJsonValues);
  return JSON.parse(text) as unknown;
}

/**
 * Counts brackets and commas; whether the text is JSON is not asked.
 * @throws SyntaxError for more levels than `deepestJson`, or more values than `most`
 */
export function checkJsonBounds(text: string, most: number): void {
  let [depth, values] = [0, 1];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at) - 1;
        break;
      case 0x5b: // [
      case 0x7b: // {
        values++;
        if (++depth > deepestJson) throw new SyntaxError(`it is nested more than ${deepestJson} levels deep`);
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      case 0x2c: // ,
        values++;
        break;
    }
    if (values > most) throw new SyntaxError(`it has more than ${most} values`);
  }
}

/** The offset after a string that begins at `start`; that of the text's end where it is not closed. */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === 0x5c) escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}
