// The stack machine that a pickle is a program for. It executes no code: the few names that tensors need are looked up
// in a table, and any other name ends the reading.

import {
  damaged,
  PickleDict,
  PickleFault,
  PickleGlobal,
  PickleList,
  PickleTensor,
  PickleTuple,
  type PickleValue,
} from './values.js';

export interface Resolver {
  /** Looks a name up; undefined refuses it. */
  find(module: string, name: string): PickleGlobal | undefined;
  /** The value outside the pickle that has such an id. Throws a PickleFault. */
  persistent(id: PickleValue): PickleValue;
}

/** Far more than any model has, and few enough to hold in memory. */
const mostObjects = 1_000_000;

export class Machine {
  private stack: PickleValue[] = [];
  /** The stacks below each mark. */
  private readonly below: PickleValue[][] = [];
  private readonly memo = new Map<number, PickleValue>();
  private objects = 0;

  constructor(private readonly resolver: Resolver) {}

  push(value: PickleValue): void {
    if (++this.objects > mostObjects) throw damaged('too many values');
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined) throw damaged('an empty stack');
    return value;
  }

  top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined) throw damaged('an empty stack');
    return value;
  }

  mark(): void {
    if (++this.objects > mostObjects) throw damaged('too many marks');
    this.below.push(this.stack);
    this.stack = [];
  }

  /** Removes and returns everything since the last mark. */
  sinceMark(): PickleValue[] {
    const values = this.stack;
    const below = this.below.pop();
    if (below === undefined) throw damaged('a missing mark');
    this.stack = below;
    return values;
  }

  tuple(length: number): void {
    const items = Array.from({ length }, () => this.pop()).reverse();
    this.push(new PickleTuple(items));
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw damaged('a value that was never remembered');
    this.push(value);
  }

  get remembered(): number {
    return this.memo.size;
  }

  global(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw damaged('a name that is no text');
    const found = this.resolver.find(module, name);
    if (found === undefined) throw new PickleFault('refused', `${module}.${name}`);
    this.push(found);
  }

  call(callee: PickleValue, args: PickleValue): void {
    if (!(callee instanceof PickleGlobal) || !(args instanceof PickleTuple))
      throw damaged('a call of what cannot be called');
    if (callee.call === undefined) throw new PickleFault('refused', callee.name);
    this.push(callee.call(args.items));
  }

  persistent(id: PickleValue): void {
    this.push(this.resolver.persistent(id));
  }

  append(values: readonly PickleValue[]): void {
    const list = this.top();
    if (!(list instanceof PickleList)) throw damaged('something appended to what is no list');
    for (const value of values) list.items.push(value);
  }

  setItems(values: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof PickleDict) || values.length % 2 !== 0) throw damaged('an item of what is no dictionary');
    for (let index = 0; index < values.length; index += 2) dict.entries.set(values[index]!, values[index + 1]!);
  }

  /** Sets attributes: a state dict's `_metadata`, a tensor's own. None of them is needed. */
  build(): void {
    this.pop();
    const target = this.top();
    if (!(target instanceof PickleDict || target instanceof PickleTensor)) throw damaged('a state of what has none');
  }
}
