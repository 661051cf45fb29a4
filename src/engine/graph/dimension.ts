// Dimensions of a tensor: numbers, or products of names that are bound when a graph runs ("batch*length").

/** A number, or a canonical product: `12*batch*length` (factor first, names sorted). */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

interface Monomial {
  readonly factor: number;
  readonly names: readonly string[];
}

function parse(dimension: Dimension): Monomial {
  if (typeof dimension === 'number') return { factor: dimension, names: [] };
  const parts = dimension.split('*');
  const factor = Number(parts[0]);
  return Number.isNaN(factor) ? { factor: 1, names: parts } : { factor, names: parts.slice(1) };
}

function format({ factor, names }: Monomial): Dimension {
  if (names.length === 0 || factor === 0) return factor;
  const product = [...names].sort().join('*');
  return factor === 1 ? product : `${factor}*${product}`;
}

/** The product of dimensions: the number of elements when given a whole shape. */
export function product(dimensions: Shape): Dimension {
  const parts = dimensions.map(parse);
  return format({
    factor: parts.reduce((total, part) => total * part.factor, 1),
    names: parts.flatMap((part) => part.names),
  });
}

/** The quotient, or undefined when it is not a dimension. */
export function quotient(numerator: Dimension, denominator: Dimension): Dimension | undefined {
  const over = parse(numerator);
  const under = parse(denominator);
  const names = [...over.names];
  for (const name of under.names) {
    const at = names.indexOf(name);
    if (at < 0) return undefined;
    names.splice(at, 1);
  }
  return over.factor % under.factor === 0 ? format({ factor: over.factor / under.factor, names }) : undefined;
}

/** The names that occur in a dimension. */
export function namesOf(dimension: Dimension): readonly string[] {
  return parse(dimension).names;
}

/** The value of a dimension for bound names. Throws when a name is not bound. */
export function evaluate(dimension: Dimension, bindings: Readonly<Record<string, number>>): number {
  const { factor, names } = parse(dimension);
  return names.reduce((total, name) => {
    const value = bindings[name];
    if (value === undefined) throw new Error(`dimension "${name}" has no value`);
    return total * value;
  }, factor);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** NumPy's broadcasting. Undefined when the shapes do not fit; a named dimension fits itself and 1. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    result.push(left === 1 ? right : left);
  }
  return result;
}

export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
