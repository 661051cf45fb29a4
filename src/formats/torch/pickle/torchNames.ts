// The few names that a pickle of tensors needs, and what each does with its arguments; every other name is refused.
// They are defined in torch/_utils.py (`_rebuild_tensor_v2` and related functions) and torch/serialization.py
// (`persistent_load`).

import type { Resolver } from './machine.js';
import {
  damaged,
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleStorage,
  PickleTensor,
  PickleTuple,
  type PickleValue,
} from './values.js';

const storageTypes: Readonly<Record<string, string>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

const dtypes: Readonly<Record<string, string>> = {
  float64: 'F64',
  double: 'F64',
  float32: 'F32',
  float: 'F32',
  float16: 'F16',
  half: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  long: 'I64',
  int32: 'I32',
  int: 'I32',
  int16: 'I16',
  short: 'I16',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
  uint64: 'U64',
  uint32: 'U32',
  uint16: 'U16',
};

type Call = (args: readonly PickleValue[]) => PickleValue;

const calls: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': ([pairs]) => orderedDict(pairs),
  'torch.Size': ([sizes]) => sizes ?? new PickleTuple([]),
  'torch.device': ([name]) => name ?? null,
  'torch._utils._rebuild_tensor': ([storage, offset, shape, strides]) => tensor(storage, offset, shape, strides),
  'torch._utils._rebuild_tensor_v2': ([storage, offset, shape, strides]) => tensor(storage, offset, shape, strides),
  'torch._utils._rebuild_tensor_v3': ([storage, offset, shape, strides, , , dtype]) =>
    tensor(storage, offset, shape, strides, dtype),
  'torch._utils._rebuild_parameter': ([data]) => known(data),
  'torch._utils._rebuild_parameter_with_state': ([data]) => known(data),
  'torch._tensor._rebuild_from_type_v2': ([rebuild, , args]) => rebuilt(rebuild, args),
};

/** Classes that are only mentioned, never called. */
const mentioned: readonly string[] = [
  'torch.Tensor',
  'torch._tensor.Tensor',
  'torch.nn.parameter.Parameter',
  'torch.nn.parameter.Buffer',
];

/** The names that a state dict may mention. */
export const torchNames: Resolver = {
  find(module, name) {
    const full = `${module}.${name}`;
    if (Object.hasOwn(calls, full)) return new PickleGlobal(full, calls[full]);
    if ((module === 'torch' || module === 'torch.cuda') && Object.hasOwn(storageTypes, name))
      return new PickleGlobal(full, undefined, storageTypes[name]);
    if (module === 'torch' && Object.hasOwn(dtypes, name)) return new PickleGlobal(full, undefined, dtypes[name]);
    if (name === 'UntypedStorage' && (module === 'torch' || module === 'torch.storage')) return new PickleGlobal(full);
    return mentioned.includes(full) ? new PickleGlobal(full) : undefined;
  },
  persistent: (id) => storage(id),
};

/** `('storage', type, key, device, elements[, (view key, offset, elements) or None])` */
function storage(id: PickleValue): PickleStorage {
  if (!(id instanceof PickleTuple) || id.items[0] !== 'storage') throw damaged('an id that is no storage');
  const [, type, key, , elements, view] = id.items;
  if (!(type instanceof PickleGlobal) || (type.elementType === undefined && !type.name.endsWith('UntypedStorage')))
    throw damaged('a storage without a type');
  if (typeof key !== 'string' && typeof key !== 'number') throw damaged('a storage without a key');
  // The old format has views: parts of another storage.
  const offset = view instanceof PickleTuple ? count(view.items[1]) : 0;
  return new PickleStorage(
    type.elementType ?? null,
    String(key),
    view instanceof PickleTuple ? count(view.items[2]) : count(elements),
    offset,
  );
}

function tensor(
  from: PickleValue | undefined,
  offset: PickleValue | undefined,
  shape: PickleValue | undefined,
  strides: PickleValue | undefined,
  dtype?: PickleValue,
): PickleTensor {
  if (!(from instanceof PickleStorage)) throw damaged('a tensor without a storage');
  const type = dtype instanceof PickleGlobal ? dtype.elementType : from.type;
  if (type === undefined || type === null) throw damaged('a tensor without a type');
  const sizes = counts(shape);
  const steps = counts(strides);
  if (sizes.length !== steps.length) throw damaged('a tensor whose strides do not fit its shape');
  return new PickleTensor(from, type, count(offset), sizes, steps);
}

function known(data: PickleValue | undefined): PickleTensor {
  if (!(data instanceof PickleTensor)) throw damaged('a parameter without a tensor');
  return data;
}

/** A tensor that had attributes of its own: only the tensor matters. */
function rebuilt(rebuild: PickleValue | undefined, args: PickleValue | undefined): PickleValue {
  if (!(rebuild instanceof PickleGlobal) || rebuild.call === undefined || !(args instanceof PickleTuple))
    throw damaged('a tensor that cannot be rebuilt');
  return known(rebuild.call(args.items));
}

function orderedDict(pairs: PickleValue | undefined): PickleDict {
  const dict = new PickleDict();
  if (pairs === undefined) return dict;
  if (!(pairs instanceof PickleList)) throw damaged('a dictionary of what is no list');
  for (const pair of pairs.items) {
    const items = pair instanceof PickleTuple || pair instanceof PickleList ? pair.items : [];
    if (items.length !== 2) throw damaged('a dictionary of what are no pairs');
    dict.entries.set(items[0]!, items[1]!);
  }
  return dict;
}

function counts(value: PickleValue | undefined): number[] {
  if (!(value instanceof PickleTuple || value instanceof PickleList)) throw damaged('a shape that is no tuple');
  return value.items.map(count);
}

function count(value: PickleValue | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw damaged('a number of elements that is none');
  return value;
}
