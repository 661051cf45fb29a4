// Splits a stream of bytes into newline-delimited messages, with a limit on the length of a line.

/** A line was longer than allowed: its sender does not follow the protocol. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

const newline = 10;

export class LineSplitter {
  private readonly decoder = new TextDecoder();
  private held: Uint8Array[] = [];
  private heldBytes = 0;

  /** @param limit bytes of the longest line */
  constructor(private readonly limit: number) {}

  /** The lines that this piece completes, without their ends. Throws LineTooLong. */
  take(piece: Uint8Array): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
      this.hold(piece.subarray(start, end));
      lines.push(this.release());
      start = end + 1;
    }
    if (start < piece.length) this.hold(piece.slice(start));
    return lines;
  }

  private hold(bytes: Uint8Array): void {
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    if (this.heldBytes > this.limit) throw new LineTooLong(`more than ${this.limit} bytes`);
  }

  private release(): string {
    const { held } = this;
    let bytes = held[0]!;
    if (held.length > 1) {
      bytes = new Uint8Array(this.heldBytes);
      let offset = 0;
      for (const part of held) {
        bytes.set(part, offset);
        offset += part.length;
      }
    }
    this.held = [];
    this.heldBytes = 0;
    return this.decoder.decode(bytes);
  }
}
