// The values of a pickle that is read as data.

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleTuple
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleStorage
  | PickleTensor;

export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

export class PickleList {
  readonly items: PickleValue[] = [];
}

/** Python's dict and OrderedDict: keys stay in the order of their insertion. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
}

/** A name that the pickle mentions and that is allowed: a function that may be called, or a type. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly call?: (args: readonly PickleValue[]) => PickleValue,
    /** The element type that a class of storages or a dtype stands for; a key of `elementTypes`. */
    readonly elementType?: string,
  ) {}
}

/** Elements that are stored elsewhere in the file. */
export class PickleStorage {
  constructor(
    /** Null for bytes whose type is in the tensor. */
    readonly type: string | null,
    readonly key: string,
    readonly elements: number,
    /** The number of elements before it in the storage `key`, of which it is a part. */
    readonly offset: number,
  ) {}
}

/** A view on a storage: element (i, j …) is at offset + i · strides[0] + j · strides[1] …. */
export class PickleTensor {
  constructor(
    readonly storage: PickleStorage,
    readonly type: string,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** A fault in a pickle; the file's reader reports it with the file's name. */
export class PickleFault extends Error {
  constructor(
    readonly kind: 'damaged' | 'refused',
    /** With `refused`: the name that the pickle wants to use. */
    readonly subject: string,
  ) {
    super(`${kind}: ${subject}`);
  }
}

export function damaged(what: string): PickleFault {
  return new PickleFault('damaged', what);
}
