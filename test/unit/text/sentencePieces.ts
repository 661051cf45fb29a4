// SentencePiece model files for tests, in the format of its trainer.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export interface PieceToWrite {
  readonly text: string;
  readonly score?: number;
  /** 2 unknown, 3 control, 4 looked for in the raw text. */
  readonly type?: number;
}

export interface ModelToWrite {
  readonly pieces: readonly PieceToWrite[];
  /** 1 Unigram, 2 BPE. */
  readonly kind?: number;
  readonly characters?: Uint8Array;
}

export function sentencePieceFile({ pieces, kind = 1, characters }: ModelToWrite): Buffer {
  const writer = new BinaryWriter();
  for (const { text, score = 0, type } of pieces) {
    writer
      .tag(1, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.LengthDelimited)
      .string(text)
      .tag(2, WireType.Bit32)
      .float(score);
    if (type !== undefined) writer.tag(3, WireType.Varint).int32(type);
    writer.join();
  }
  // Fields that are not looked at stand among those that are: vocab_size, a list of inputs.
  writer
    .tag(2, WireType.LengthDelimited)
    .fork()
    .tag(1, WireType.LengthDelimited)
    .string('input.txt')
    .tag(3, WireType.Varint)
    .int32(kind)
    .tag(4, WireType.Varint)
    .int32(8000)
    .join();
  writer.tag(3, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string('nmt_nfkc');
  if (characters !== undefined) writer.tag(2, WireType.LengthDelimited).bytes(characters);
  writer.join();
  return Buffer.from(writer.finish());
}

export const xlmPieces: readonly PieceToWrite[] = [
  { text: '<unk>', type: 2 },
  { text: '<s>', type: 3 },
  { text: '</s>', type: 3 },
  { text: '▁a', score: -1 },
  { text: 'b', score: -2.5 },
  { text: '好', score: -3 },
];
export const albertPieces: readonly PieceToWrite[] = [
  { text: '<pad>', type: 3 },
  { text: '<unk>', type: 2 },
  { text: '[CLS]', type: 3 },
  { text: '[SEP]', type: 3 },
  { text: '[MASK]', type: 3 },
  { text: '(', type: 4 },
  { text: '▁a', score: -1 },
  { text: '▁', score: -2 },
  { text: 'b', score: -2.5 },
  { text: 'B', score: -2.5 },
];
