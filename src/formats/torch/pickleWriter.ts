// The pickle of a PyTorch state dict, protocol 2: an OrderedDict of float32 tensors whose data lies in files of their
// own.
//
// A pickle is a program for a stack machine. These are the instructions used, as Python's Lib/pickletools.py defines
// them; what they build is what torch/_utils.py (`_rebuild_tensor_v2`) and torch/serialization.py (`persistent_load`)
// take:
//
//   PROTO n            the version of the instructions
//   GLOBAL module name pushes a function or class
//   EMPTY_TUPLE, MARK … TUPLE, TUPLE1, TUPLE2   push a tuple of nothing, of all since the mark, of the last one or two
//   REDUCE             calls the function below the tuple on top with it
//   BINUNICODE, BININT1, BININT2, BININT, LONG1, NEWFALSE   push a text, a number, False
//   BINPERSID          lets the reader resolve the tuple on top: here, to the storage that it describes
//   SETITEMS           puts all keys and values since the mark into the dictionary below it
//   STOP               the top of the stack is the result

const PROTO = 0x80;
const GLOBAL = 0x63;
const EMPTY_TUPLE = 0x29;
const MARK = 0x28;
const TUPLE = 0x74;
const TUPLE1 = 0x85;
const TUPLE2 = 0x86;
const REDUCE = 0x52;
const BINUNICODE = 0x58;
const BININT1 = 0x4b;
const BININT2 = 0x4d;
const BININT = 0x4a;
const LONG1 = 0x8a;
const NEWFALSE = 0x89;
const BINPERSID = 0x51;
const SETITEMS = 0x75;
const STOP = 0x2e;

export interface PickledTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The name of the file under `data/` that holds its numbers. */
  readonly storage: string;
}

/** The bytes of `data.pkl`: an OrderedDict from name to tensor, in the given order. */
export function pickleStateDict(tensors: readonly PickledTensor[]): Uint8Array {
  const entries = tensors.flatMap((tensor) => [text(tensor.name), ...rebuildTensor(tensor)]);
  return Buffer.concat([Buffer.of(PROTO, 2), ...orderedDict(), Buffer.of(MARK), ...entries, Buffer.of(SETITEMS, STOP)]);
}

/** `torch._utils._rebuild_tensor_v2(storage, offset, shape, stride, requires_grad, backward_hooks)` */
function rebuildTensor({ shape, storage }: PickledTensor): Uint8Array[] {
  return [
    global('torch._utils', '_rebuild_tensor_v2'),
    Buffer.of(MARK),
    ...persistentStorage(
      storage,
      shape.reduce((count, length) => count * length, 1),
    ),
    integer(0),
    ...tuple(shape.map(integer)),
    ...tuple(strides(shape).map(integer)),
    Buffer.of(NEWFALSE),
    ...orderedDict(),
    Buffer.of(TUPLE, REDUCE),
  ];
}

/** `('storage', torch.FloatStorage, file, device, elements)` */
function persistentStorage(file: string, elements: number): Uint8Array[] {
  return [
    ...tuple([text('storage'), global('torch', 'FloatStorage'), text(file), text('cpu'), integer(elements)]),
    Buffer.of(BINPERSID),
  ];
}

function orderedDict(): Uint8Array[] {
  return [global('collections', 'OrderedDict'), Buffer.of(EMPTY_TUPLE, REDUCE)];
}

/** Steps in elements from one index to the next, for a tensor without gaps. */
function strides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((count, length) => count * Math.max(length, 1), 1));
}

function tuple(items: readonly Uint8Array[]): Uint8Array[] {
  if (items.length === 0) return [Buffer.of(EMPTY_TUPLE)];
  if (items.length <= 2) return [...items, Buffer.of(items.length === 1 ? TUPLE1 : TUPLE2)];
  return [Buffer.of(MARK), ...items, Buffer.of(TUPLE)];
}

function global(module: string, name: string): Uint8Array {
  return Buffer.from(`${String.fromCharCode(GLOBAL)}${module}\n${name}\n`, 'latin1');
}

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'utf8');
  const head = Buffer.of(BINUNICODE, 0, 0, 0, 0);
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** A non-negative safe integer in the shortest form. */
function integer(value: number): Uint8Array {
  if (value < 2 ** 8) return Buffer.of(BININT1, value);
  if (value < 2 ** 16) return Buffer.of(BININT2, value & 255, value >>> 8);
  const bytes = Buffer.alloc(value < 2 ** 31 ? 5 : 10);
  if (value < 2 ** 31) {
    bytes[0] = BININT;
    bytes.writeInt32LE(value, 1);
  } else {
    bytes.set([LONG1, 8]);
    bytes.writeBigInt64LE(BigInt(value), 2);
  }
  return bytes;
}
