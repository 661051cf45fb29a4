// Pickles by hand: tensors as PyTorch writes them, and programs that would call a function if they were executed.

/** Instructions, as Python's pickletools names them. */
export const op = {
  proto: Buffer.of(0x80, 2),
  stop: Buffer.of(0x2e),
  none: Buffer.of(0x4e),
  emptyDict: Buffer.of(0x7d),
  emptyTuple: Buffer.of(0x29),
  setItem: Buffer.of(0x73),
  reduce: Buffer.of(0x52),
  text: (value: string) => Buffer.concat([Buffer.of(0x8c, Buffer.byteLength(value)), Buffer.from(value)]),
  integer: (value: number) => {
    const bytes = Buffer.alloc(10, 0);
    bytes.set([0x8a, 8]);
    bytes.writeBigInt64LE(BigInt(value), 2);
    return bytes;
  },
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  tuple: (...items: Buffer[]) => Buffer.concat([Buffer.of(0x28), ...items, Buffer.of(0x74)]),
};

/** A float32 tensor on the storage `0` of six elements. */
export function pickledTensor({
  offset,
  shape,
  strides,
}: {
  offset: number;
  shape: readonly number[];
  strides: readonly number[];
}): Buffer {
  const storage = Buffer.concat([
    op.tuple(op.text('storage'), op.global('torch', 'FloatStorage'), op.text('0'), op.text('cpu'), op.integer(6)),
    Buffer.of(0x51),
  ]);
  const args = op.tuple(
    storage,
    op.integer(offset),
    op.tuple(...shape.map(op.integer)),
    op.tuple(...strides.map(op.integer)),
    Buffer.of(0x89),
    op.emptyDict,
  );
  return Buffer.concat([op.global('torch._utils', '_rebuild_tensor_v2'), args, op.reduce]);
}

export function storageBytes(values: readonly number[]): Buffer {
  return Buffer.from(new Float32Array(values).buffer);
}

/** A file as PyTorch wrote it before 1.6, with the storage `0`. */
export function legacyFile(pickle: Uint8Array, values: readonly number[]): Buffer {
  const magic = Buffer.concat([Buffer.of(0x80, 2, 0x8a, 10), Buffer.from('6cfc9c46f9206aa85019', 'hex'), op.stop]);
  const version = Buffer.concat([op.proto, Buffer.of(0x4d, 0xe9, 0x03), op.stop]);
  const machine = Buffer.concat([
    op.proto,
    op.emptyDict,
    op.text('little_endian'),
    Buffer.of(0x88),
    op.setItem,
    op.stop,
  ]);
  const keys = Buffer.concat([op.proto, Buffer.of(0x5d), op.text('0'), Buffer.of(0x61), op.stop]);
  const count = Buffer.alloc(8);
  count.writeBigInt64LE(BigInt(values.length));
  return Buffer.concat([magic, version, machine, pickle, keys, count, storageBytes(values)]);
}

export interface HostilePickle {
  readonly name: string;
  readonly pickle: Buffer;
  /** What the refusal has to name. */
  readonly refused: string;
}

const command = op.tuple(op.text('touch executed'));

function call(module: string, name: string, args: Buffer = command): HostilePickle {
  return {
    name: `${module}.${name}`,
    pickle: Buffer.concat([op.proto, op.global(module, name), args, op.reduce, op.stop]),
    refused: `${module}.${name}`,
  };
}

function odd(name: string, refused: string, ...parts: Buffer[]): HostilePickle {
  return { name, pickle: Buffer.concat(parts), refused };
}

const ascii = (text: string) => Buffer.from(text, 'latin1');

export const hostilePickles: readonly HostilePickle[] = [
  call('os', 'system'),
  call('posix', 'system'),
  call('nt', 'system'),
  call('os', 'popen'),
  call('os', 'execv'),
  call('os', 'remove'),
  call('subprocess', 'Popen'),
  call('subprocess', 'check_output'),
  call('subprocess', 'run'),
  call('builtins', 'eval'),
  call('builtins', 'exec'),
  call('builtins', 'compile'),
  call('builtins', 'open'),
  call('builtins', '__import__'),
  call('builtins', 'getattr'),
  call('__builtin__', 'eval'),
  call('__builtin__', 'apply'),
  call('runpy', '_run_code'),
  call('pty', 'spawn'),
  call('shutil', 'rmtree'),
  call('socket', 'create_connection'),
  call('webbrowser', 'open'),
  call('importlib', 'import_module'),
  call('pickle', 'loads'),
  call('marshal', 'loads'),
  call('types', 'FunctionType'),
  call('functools', 'partial'),
  call('operator', 'methodcaller'),
  call('timeit', 'timeit'),
  call('ctypes', 'CDLL'),
  call('asyncio.subprocess', 'create_subprocess_shell'),
  call('torch', 'load'),
  call('torch.hub', 'load'),
  call('torch.serialization', 'load'),
  call('torch.jit', 'load'),
  call('torch.storage', '_load_from_bytes'),
  call('numpy.core.multiarray', '_reconstruct'),
  call('numpy.testing._private.utils', 'runstring'),
  call('transformers.models.bert.modeling_bert', 'BertForSequenceClassification', op.emptyTuple),
  call('constructor', 'constructor'),
  call('__proto__', 'toString'),
  odd('protocol 0, in one line', 'os.system', ascii("cos\nsystem\n(S'touch executed'\ntR.")),
  odd('INST', 'os.system', ascii("(S'touch executed'\nios\nsystem\n.")),
  odd('OBJ', 'os.system', ascii("(cos\nsystem\nS'touch executed'\no.")),
  odd(
    'STACK_GLOBAL',
    'os.system',
    Buffer.of(0x80, 4),
    op.text('os'),
    op.text('system'),
    Buffer.of(0x93),
    command,
    op.reduce,
    op.stop,
  ),
  odd(
    'NEWOBJ of a class',
    'subprocess.Popen',
    op.proto,
    op.global('subprocess', 'Popen'),
    command,
    Buffer.of(0x81),
    op.stop,
  ),
  odd(
    'a name in disguise',
    'os.system',
    op.proto,
    op.global('collections', 'OrderedDict'),
    Buffer.of(0x30),
    op.global('os', 'system'),
    command,
    op.reduce,
    op.stop,
  ),
  odd('an extension’s code', 'EXT1', op.proto, Buffer.of(0x82, 1), op.stop),
  odd(
    'calling a class that is only mentioned',
    'torch.Tensor',
    op.proto,
    op.global('torch', 'Tensor'),
    op.tuple(op.integer(5)),
    op.reduce,
    op.stop,
  ),
  odd(
    'calling an element type',
    'torch.FloatStorage',
    op.proto,
    op.global('torch', 'FloatStorage'),
    op.tuple(op.integer(5)),
    op.reduce,
    op.stop,
  ),
  odd(
    'behind a state dict that looks right',
    'os.system',
    op.proto,
    op.emptyDict,
    op.text('w'),
    op.global('os', 'system'),
    command,
    op.reduce,
    op.setItem,
    op.stop,
  ),
];
