// How long each value of a graph is in memory while a runtime computes it: from the node that makes it to the last one
// that reads it. Planned once for a graph, with sizes still open; then simulated for the sizes of a batch.

import { type Dimension, evaluate, product } from './dimension.js';
import type { Graph } from './graph.js';
import type { DataType, OperatorName } from './operators.js';

/** The sizes of the named dimensions. */
export type Sizes = Readonly<Record<string, number>>;

/** A value of a graph in a runtime. */
export interface Value {
  readonly operator: OperatorName;
  /** The indices of its inputs in the list of values, which they precede. */
  readonly inputs: readonly number[];
  readonly elements: Dimension;
  /** The bytes of an element. */
  readonly width: number;
}

/** What a runtime does with memory to compute one operator. */
export interface MemoryRow {
  /**
   * Where the result lies: in memory of its own, in its first input's memory, or written over an input of its size that
   * nobody reads afterwards.
   */
  readonly result: 'own' | 'view' | 'inPlace';
  /** How many further buffers of the result's size it takes while it computes. */
  readonly temporaries?: number;
  /** Inputs that are first copied into numbers of another width, in bytes; one copy serves all who read it. */
  readonly casts?: Readonly<Record<number, number>>;
}

/** What a runtime does with the memory of values. */
export interface MemoryRules {
  /** Distinguishes these rules from others. */
  readonly name: string;
  /** The indices of the values in the order in which they are computed. */
  readonly order: (values: readonly Value[]) => readonly number[];
  /** A row for each operator: the compiler names a backend's table that lacks one. */
  readonly operators: Readonly<Record<OperatorName, MemoryRow>>;
}

/** Memory that values are allocated from and returned to. */
export interface Memory<Block> {
  take(bytes: number): Block;
  give(block: Block): void;
}

/** The effect of computing one value on memory. Slots are values that lie in memory of their own. */
interface Action {
  readonly slot: number;
  /** Null where the result is the value already in the slot, or overwrites it. */
  readonly extent: Pick<Value, 'elements' | 'width'> | null;
  readonly temporaries: number;
  /** The slots that nothing reads afterwards. */
  readonly frees: readonly number[];
}

const widths = { float32: 4, int32: 4, bool: 1 } as const satisfies Record<DataType, number>;

/** Weights, inputs and constants exist before the graph runs. */
const given: ReadonlySet<OperatorName> = new Set<OperatorName>(['input', 'parameter', 'constant']);

export class Liveness {
  /** The number of values that are computed. */
  readonly count: number;
  private readonly actions: readonly Action[];

  constructor(graph: Graph, rules: MemoryRules) {
    const { values, outputs } = valuesOf(graph, rules.operators);
    this.actions = new Planner(values, outputs, rules).plan();
    this.count = this.actions.length;
  }

  /** Allocates and frees memory as one run of the graph does; the outputs stay allocated, and are returned. */
  play<Block>(sizes: Sizes, memory: Memory<Block>): Block[] {
    const held = new Map<number, Block>();
    const known = new Map<Dimension, number>();
    const count = (elements: Dimension): number => {
      const found = known.get(elements) ?? evaluate(elements, sizes);
      known.set(elements, found);
      return found;
    };
    for (const { slot, extent, temporaries, frees } of this.actions) {
      if (extent !== null) {
        const bytes = count(extent.elements) * extent.width;
        const beside = Array.from({ length: temporaries }, () => memory.take(bytes));
        held.set(slot, memory.take(bytes));
        beside.forEach((block) => memory.give(block));
      }
      for (const free of frees) {
        memory.give(held.get(free)!);
        held.delete(free);
      }
    }
    return [...held.values()];
  }
}

/** The values of a graph, with the copies in other widths, and which of them are outputs. */
function valuesOf(
  { nodes, outputs }: Graph,
  operators: MemoryRules['operators'],
): { readonly values: readonly Value[]; readonly outputs: readonly number[] } {
  const values: Value[] = [];
  const places = new Map<unknown, number>();
  const copies = new Map<string, number>();
  const copyOf = (place: number, width: number): number => {
    const { elements, width: own } = values[place]!;
    if (own === width) return place;
    const key = `${place} ${width}`;
    const copy = copies.get(key) ?? values.push({ operator: 'cast', inputs: [place], elements, width }) - 1;
    copies.set(key, copy);
    return copy;
  };
  for (const node of nodes) {
    const wanted = operators[node.operator].casts ?? {};
    const inputs = node.inputs.map((input, index) =>
      copyOf(places.get(input)!, wanted[index] ?? values[places.get(input)!]!.width),
    );
    places.set(
      node,
      values.push({ operator: node.operator, inputs, elements: product(node.shape), width: widths[node.dtype] }) - 1,
    );
  }
  return { values, outputs: [...outputs.values()].map((node) => places.get(node)!) };
}

class Planner {
  /** The slot of each value, or -1 for one that exists beforehand. */
  private readonly slots: number[] = [];
  /** How often the content of a slot will still be read. */
  private readonly reads: number[];
  /** The values in a slot. */
  private readonly members = new Map<number, number[]>();

  constructor(
    private readonly values: readonly Value[],
    outputs: readonly number[],
    private readonly rules: MemoryRules,
  ) {
    values.forEach(({ operator, inputs }, place) => {
      const slot =
        rules.operators[operator].result === 'view' ? this.slots[inputs[0]!]! : given.has(operator) ? -1 : place;
      this.slots.push(slot);
      if (slot >= 0) this.members.set(slot, [...(this.members.get(slot) ?? []), place]);
    });
    this.reads = values.map(() => 0);
    for (const place of [...values.flatMap(({ inputs }) => inputs), ...outputs]) {
      const slot = this.slots[place]!;
      if (slot >= 0) this.reads[slot]!++;
    }
  }

  plan(): Action[] {
    return this.rules
      .order(this.values)
      .filter((place) => this.slots[place]! >= 0)
      .map((place) => this.compute(this.values[place]!, place));
  }

  private compute({ operator, inputs, elements, width }: Value, place: number): Action {
    const row = this.rules.operators[operator];
    const isNew = this.slots[place] === place;
    const over = isNew && row.result === 'inPlace' ? this.overwritten(place) : undefined;
    if (over !== undefined) this.move(place, over);
    const slot = this.slots[place]!;
    const frees = new Set<number>();
    for (const from of inputs.map((input) => this.slots[input]!)) {
      if (from >= 0 && --this.reads[from]! === 0) frees.add(from);
    }
    if (this.reads[slot] === 0) frees.add(slot);
    return {
      slot,
      extent: isNew && over === undefined ? { elements, width } : null,
      temporaries: row.temporaries ?? 0,
      frees: [...frees],
    };
  }

  /** The slot of an input that nothing else reads, as large as the result. */
  private overwritten(place: number): number | undefined {
    const slots = this.values[place]!.inputs.map((input) => this.slots[input]!);
    const isLast = (slot: number) => this.reads[slot] === slots.filter((other) => other === slot).length;
    return slots.find((slot) => slot >= 0 && isLast(slot) && this.isAsLarge(slot, place));
  }

  private isAsLarge(slot: number, place: number): boolean {
    const one = this.values[slot]!;
    const other = this.values[place]!;
    return one.elements === other.elements && one.width === other.width;
  }

  /** Moves the values of one slot, with all views of them, to another. */
  private move(from: number, to: number): void {
    for (const member of this.members.get(from) ?? []) {
      this.slots[member] = to;
      this.members.get(to)?.push(member);
    }
    this.reads[to]! += this.reads[from]!;
  }
}

/**
 * Each value as soon as its inputs are there, in the order in which they were created: the order of a runtime that
 * looks for ready work.
 */
export function asSoonAsReady(values: readonly Value[]): number[] {
  const users = values.map((): number[] => []);
  values.forEach(({ inputs }, place) => inputs.forEach((input) => users[input]!.push(place)));
  const missing = values.map(({ inputs }) => inputs.length);
  const order = [...values.keys()].filter((place) => missing[place] === 0);
  for (let next = 0; next < order.length; next++) {
    for (const user of users[order[next]!]!) if (--missing[user]! === 0) order.push(user);
  }
  return order;
}

/**
 * Depth first from the last result backwards; among the inputs of a value, the one that was written last goes first.
 */
export function lastResultFirst(values: readonly Value[]): number[] {
  const read = new Set(values.flatMap(({ inputs }) => inputs));
  const stack = [...values.keys()].filter((place) => !read.has(place)).map((place) => ({ place, isDone: false }));
  const seen = new Set<number>();
  const order: number[] = [];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { place, isDone } = top;
    if (isDone) order.push(place);
    if (isDone || seen.has(place)) continue;
    seen.add(place);
    stack.push({ place, isDone: true });
    for (const input of values[place]!.inputs.toSorted((a, b) => a - b))
      if (!seen.has(input)) stack.push({ place: input, isDone: false });
  }
  return order;
}
