// What a pickle is made of when nothing of it is run.

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

/** Python's dict and OrderedDict: in the order in which keys came. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
}

/** A name that the pickle mentions and that is allowed: what it makes of its arguments, or what it stands for. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly call?: (args: readonly PickleValue[]) => PickleValue,
    /** The element type that a class of storages or a dtype stands for; a key of `elementTypes`. */
    readonly elementType?: string,
  ) {}
}

/** Elements that lie somewhere else in the file. */
export class PickleStorage {
  constructor(
    /** Null for bytes whose type the tensor says. */
    readonly type: string | null,
    readonly key: string,
    readonly elements: number,
    /** Elements before it in the storage `key`, of which it is a part. */
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

/** What is wrong with a pickle; the file's reader says it with the file's name. */
export class PickleFault extends Error {
  constructor(
    readonly kind: 'damaged' | 'refused',
    /** Of `refused`: the name that the pickle wants to use. */
    readonly subject: string,
  ) {
    super(`${kind}: ${subject}`);
  }
}

export function damaged(what: string): PickleFault {
  return new PickleFault('damaged', what);
}
