// The optimiser outside the graph against AdamW written down plainly, in float64 and in rounded float32.

import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { FloatTensor } from '../../../src/base/model.js';
import {
  type Gradient,
  type Gradients,
  HostAdamW,
  type HostParameter,
} from '../../../src/engine/backends/cpu/adamw/hostAdamW.js';

const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };
const learningRate = 0.01;

/** Numbers of mixed size and sign, the same on every machine. */
function numbers(length: number, seed: number, size = 1): Float32Array {
  let state = seed * 2654435761 + 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * size;
  });
}

function parameter(name: string, shape: readonly number[], rest: Partial<HostParameter> = {}): HostParameter {
  return { name, shape, decayed: true, rateFactor: 1, sparseRows: false, ...rest };
}

function weightsOf(parameters: readonly HostParameter[]): Map<string, FloatTensor> {
  return new Map(
    parameters.map(({ name, shape }, i) => [
      name,
      {
        shape,
        data: numbers(
          shape.reduce((a, b) => a * b),
          i + 1,
        ),
      },
    ]),
  );
}

function optimizer(parameters: readonly HostParameter[], memoryLimit?: number): HostAdamW {
  return new HostAdamW({
    parameters,
    weights: weightsOf(parameters),
    options,
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  });
}

function rowsOf(dense: Float32Array, width: number, rows: readonly number[]): Gradient {
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, i) => values.set(dense.subarray(row * width, (row + 1) * width), i * width));
  return { rows: Int32Array.from(rows), values };
}

/** Zero but for some rows. */
function denseOf(height: number, width: number, rows: readonly number[], seed: number): Float32Array {
  const dense = new Float32Array(height * width);
  for (const row of rows) dense.set(numbers(width, seed + row), row * width);
  return dense;
}

function update(adamw: HostAdamW, gradients: Gradients, step: number, scale = 1): void {
  adamw.update({ gradients, scale, learningRate, step });
}

/** A fingerprint of each tensor's bytes. */
function bytesOf(adamw: HostAdamW): Map<string, string> {
  return new Map([...adamw.state()].map(([name, { data }]) => [name, createHash('sha256').update(data).digest('hex')]));
}

/** Steps of AdamW as torch.optim documents them; `round` is Math.fround for float32, or nothing for float64. */
function plainAdamW(
  weight: Float32Array,
  gradients: readonly Float32Array[],
  decay: number,
  round: (x: number) => number,
): number[] {
  const [w, m, v] = [
    Array.from(weight),
    new Array<number>(weight.length).fill(0),
    new Array<number>(weight.length).fill(0),
  ];
  gradients.forEach((gradient, step) => {
    const [correction1, correction2] = [1 - options.beta1 ** (step + 1), 1 - options.beta2 ** (step + 1)];
    gradient.forEach((g, i) => {
      m[i] = round(m[i]! + round((1 - options.beta1) * round(g - m[i]!)));
      v[i] = round(round(v[i]! * round(options.beta2)) + round((1 - options.beta2) * round(g * g)));
      const denominator = round(round(round(Math.sqrt(v[i])) / round(Math.sqrt(correction2))) + options.epsilon);
      w[i] = round(
        round(w[i]! * round(1 - learningRate * decay)) -
          round(round(learningRate / correction1) * round(m[i] / denominator)),
      );
    });
  });
  return w;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

describe('the update', () => {
  // Each of ten steps rounds a weight below 1 a few times: 2^-24 each.
  const tolerance = 1e-6;

  it.each([1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 63, 64, 65, 1003, 65536 + 21])(
    'learns every entry of a tensor of %i',
    (length) => {
      const adamw = optimizer([parameter('w', [length])]);
      const gradients = Array.from({ length: 10 }, (_, i) => numbers(length, 100 + i, 10 ** (i - 6)));
      const start = adamw.weight('w').slice();
      gradients.forEach((gradient, step) => update(adamw, new Map([['w', gradient]]), step));
      expect(
        largestDifference(
          adamw.weight('w'),
          plainAdamW(start, gradients, options.weightDecay, (x) => x),
        ),
      ).toBeLessThan(tolerance);
      expect(
        largestDifference(adamw.weight('w'), plainAdamW(start, gradients, options.weightDecay, Math.fround)),
      ).toBeLessThan(tolerance);
    },
  );

  it('decays only what is to be decayed, at the rate of its group', () => {
    const adamw = optimizer([
      parameter('a', [33]),
      parameter('b', [33], { decayed: false }),
      parameter('c', [33], { rateFactor: 0.5 }),
    ]);
    const start = new Map(['a', 'b', 'c'].map((name) => [name, adamw.weight(name).slice()]));
    update(adamw, new Map(['a', 'b', 'c'].map((name) => [name, new Float32Array(33)])), 0);
    const shrunk = (name: string, factor: number) =>
      largestDifference(
        adamw.weight(name),
        start.get(name)!.map((w) => w * factor),
      );
    expect(shrunk('a', 1 - 0.001)).toBeLessThan(1e-7);
    expect(shrunk('b', 1)).toBe(0);
    expect(shrunk('c', 1 - 0.0005)).toBeLessThan(1e-7);
  });

  it('clips by the scale as if the gradient had been smaller', () => {
    const [scaled, smaller] = [optimizer([parameter('w', [50])]), optimizer([parameter('w', [50])])];
    for (let step = 0; step < 3; step++) {
      const gradient = numbers(50, step);
      update(scaled, new Map([['w', gradient]]), step, 0.25);
      update(smaller, new Map([['w', gradient.map((g) => g * 0.25)]]), step);
    }
    expect(bytesOf(scaled)).toEqual(bytesOf(smaller));
  });

  it('gives the same bytes wherever an entry stands and wherever the gradient lies', () => {
    const gradient = numbers(40, 9);
    const whole = optimizer([parameter('w', [40]), parameter('spare', [40])]);
    // In the same memory as the weights, so that the kernel reads it in place.
    whole.weight('spare').set(gradient);
    update(
      whole,
      new Map([
        ['w', whole.weight('spare')],
        ['spare', new Float32Array(40)],
      ]),
      0,
    );
    const shorter = new HostAdamW({
      parameters: [parameter('w', [37])],
      weights: new Map([
        [
          'w',
          {
            shape: [37],
            data: weightsOf([parameter('w', [40])])
              .get('w')!
              .data.slice(3),
          },
        ],
      ]),
      options,
    });
    update(shorter, new Map([['w', gradient.slice(3)]]), 0);
    expect(whole.weight('w').slice(3)).toEqual(shorter.weight('w'));
  });

  it('keeps the array that a session was fed', () => {
    const adamw = optimizer([parameter('w', [8])]);
    const [view, before] = [adamw.weight('w'), adamw.weight('w').slice()];
    update(adamw, new Map([['w', numbers(8, 5)]]), 0);
    expect(adamw.weight('w')).toBe(view);
    expect(largestDifference(view, before)).toBeGreaterThan(1e-3);
  });

  it('refuses a gradient of another size rather than read past its end', () => {
    const adamw = optimizer([parameter('w', [8]), parameter('rows', [4, 2], { sparseRows: true })]);
    const rows = { rows: Int32Array.of(1), values: new Float32Array(2) };
    expect(() => {
      update(
        adamw,
        new Map<string, Gradient>([
          ['w', new Float32Array(7)],
          ['rows', rows],
        ]),
        0,
      );
    }).toThrow('no gradient');
    expect(() => {
      update(
        adamw,
        new Map<string, Gradient>([
          ['w', new Float32Array(8)],
          ['rows', new Float32Array(8)],
        ]),
        0,
      );
    }).toThrow('no gradient');
    for (const wrong of [Int32Array.of(4), Int32Array.of(-1)]) {
      expect(() => {
        update(
          adamw,
          new Map<string, Gradient>([
            ['w', new Float32Array(8)],
            ['rows', { ...rows, rows: wrong }],
          ]),
          0,
        );
      }).toThrow('row');
    }
  });
});

describe('an embedding whose gradient comes as rows', () => {
  const [height, width] = [23, 7];
  const batches = [[3, 4, 5, 20], [22, 0], [4], [], [5, 3, 11, 12]];

  function both(decayed: boolean): [HostAdamW, HostAdamW] {
    const pair = [true, false].map((sparseRows) => {
      const adamw = optimizer([parameter('embedding', [height, width], { sparseRows, decayed })]);
      batches.forEach((rows, step) => {
        const dense = denseOf(height, width, rows, 50 * step);
        update(adamw, new Map([['embedding', sparseRows ? rowsOf(dense, width, rows) : dense]]), step, 0.5);
      });
      return adamw;
    });
    return [pair[0]!, pair[1]!];
  }

  it.each([true, false])('learns as if the other rows had a gradient of zero (decayed: %s)', (decayed) => {
    const [sparse, dense] = both(decayed);
    expect(bytesOf(sparse)).toEqual(bytesOf(dense));
  });

  it('moves a row that an earlier batch met, and not one that none has met', () => {
    const [sparse] = both(false);
    const before = sparse.weight('embedding').slice();
    update(sparse, new Map([['embedding', rowsOf(new Float32Array(height * width), width, [])]]), batches.length);
    const moved = Array.from(
      { length: height },
      (_, row) =>
        largestDifference(
          before.subarray(row * width, (row + 1) * width),
          sparse.weight('embedding').subarray(row * width, (row + 1) * width),
        ) > 0,
    );
    const met = new Set(batches.flat());
    expect(moved).toEqual(Array.from({ length: height }, (_, row) => met.has(row)));
  });

  it('lets a forgotten row come to rest instead of slowing every later step down', () => {
    const adamw = optimizer([parameter('embedding', [2, 5], { sparseRows: true })]);
    for (let step = 0; step < 1000; step++) {
      update(adamw, new Map([['embedding', rowsOf(denseOf(2, 5, [0], 1), 5, step === 0 ? [0] : [])]]), step);
    }
    expect(Array.from(adamw.moment1('embedding'))).toEqual(new Array(10).fill(0));
    expect(adamw.moment2('embedding')[0]).toBeGreaterThan(0);
  });
});

describe('a checkpoint', () => {
  const parameters = [parameter('w', [5, 9]), parameter('embedding', [11, 3], { sparseRows: true })];
  const batches = [[0, 1], [7, 2], [1], [10, 0], []];
  const step = (adamw: HostAdamW, number: number) => {
    const rows = batches[number]!;
    update(
      adamw,
      new Map<string, Gradient>([
        ['w', numbers(45, number)],
        ['embedding', rowsOf(denseOf(11, 3, rows, number), 3, rows)],
      ]),
      number,
    );
  };
  const copyOf = (adamw: HostAdamW) =>
    new Map([...adamw.state()].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));

  it('continues to the same bytes', () => {
    const [straight, interrupted] = [optimizer(parameters), optimizer(parameters)];
    batches.forEach((_, number) => {
      step(straight, number);
    });
    for (const number of [0, 1, 2]) step(interrupted, number);
    const resumed = optimizer(parameters);
    resumed.restore(copyOf(interrupted));
    for (const number of [3, 4]) step(resumed, number);
    expect(bytesOf(resumed)).toEqual(bytesOf(straight));
  });

  it('of another model is refused, and nothing of it is taken', () => {
    const [source, target] = [optimizer(parameters), optimizer(parameters)];
    step(source, 0);
    const before = bytesOf(target);
    const [missing, reshaped] = [copyOf(source), copyOf(source)];
    missing.delete('moment2.embedding');
    reshaped.set('moment1.embedding', { shape: [3, 11], data: new Float32Array(33) });
    expect(() => {
      target.restore(missing);
    }).toThrow(expect.objectContaining({ code: 'model.stateMissing', values: { name: 'moment2.embedding' } }));
    expect(() => {
      target.restore(reshaped);
    }).toThrow(
      expect.objectContaining({
        code: 'model.stateShape',
        values: { name: 'moment1.embedding', found: '[3, 11]', expected: '[11, 3]' },
      }),
    );
    expect(bytesOf(target)).toEqual(before);
  });
});

describe('memory', () => {
  const parameters = [
    parameter('large', [90_001]),
    parameter('embedding', [300, 33], { sparseRows: true }),
    parameter('small', [10]),
  ];
  const train = (adamw: HostAdamW) => {
    [[5, 299], [0, 5], [7]].forEach((rows, number) => {
      const gradients = new Map<string, Gradient>([
        ['large', numbers(90_001, number)],
        ['embedding', rowsOf(denseOf(300, 33, rows, number), 33, rows)],
        ['small', numbers(10, number)],
      ]);
      adamw.accumulate(gradients);
      adamw.accumulate(gradients);
      update(adamw, adamw.accumulated(), number, 0.5 / adamw.norm(gradients));
    });
    return bytesOf(adamw);
  };

  it('may be split, even within a parameter, without changing a byte', () => {
    const whole = train(optimizer(parameters));
    const [split, halves] = [optimizer(parameters, 1), optimizer(parameters, 1_800_000)];
    const memories = (adamw: HostAdamW) => new Set([...adamw.state().values()].map(({ data }) => data.buffer)).size;
    expect([memories(split), memories(halves)]).toEqual([9, 2]);
    expect(train(split)).toEqual(whole);
    expect(train(halves)).toEqual(whole);
  });

  it('that cannot be had is said in a sentence', () => {
    const huge = { parameters: [parameter('huge', [2 ** 31, 4])], weights: new Map(), options };
    expect(() => new HostAdamW(huge)).toThrow(expect.objectContaining({ code: 'machine.outOfMemory' }));
  });
});

describe('the norm', () => {
  it('counts every entry, however large or small the others are', () => {
    const adamw = optimizer([
      parameter('large', [70_003]),
      parameter('small', [70_003]),
      parameter('rows', [5, 3], { sparseRows: true }),
    ]);
    const [large, small] = [numbers(70_003, 1, 1e15), numbers(70_003, 2, 1e-3)];
    const values = numbers(6, 3);
    const rows = { rows: Int32Array.of(4, 1), values };
    const squares = (array: Float32Array) => array.reduce((sum, x) => sum + x * x, 0);
    const zeros = new Float32Array(70_003);
    const norm = (first: Float32Array) =>
      adamw.norm(
        new Map<string, Gradient>([
          ['large', first],
          ['small', small],
          ['rows', rows],
        ]),
      );
    expect(norm(zeros) / Math.sqrt(squares(small) + squares(values))).toBeCloseTo(1, 12);
    expect(norm(large) / Math.sqrt(squares(large))).toBeCloseTo(1, 12);
    for (const bad of [NaN, Infinity]) {
      zeros[70_002] = bad;
      expect(Number.isFinite(norm(zeros))).toBe(false);
    }
  });
});

describe('accumulated gradients', () => {
  it('are the sum of the batches, rows included, and the next update starts from nothing', () => {
    const adamw = optimizer([parameter('w', [6]), parameter('embedding', [4, 2], { sparseRows: true })]);
    const gradients = (base: number, rows: number[]) =>
      new Map<string, Gradient>([
        ['w', new Float32Array(6).fill(base)],
        [
          'embedding',
          { rows: Int32Array.from(rows), values: Float32Array.from(rows.flatMap((row) => [base + row, base - row])) },
        ],
      ]);
    for (let round = 0; round < 2; round++) {
      adamw.accumulate(gradients(10, [3, 1]));
      adamw.accumulate(gradients(100, [1, 2]));
      const total = adamw.accumulated();
      expect(total.get('w')).toEqual(new Float32Array(6).fill(110));
      expect(total.get('embedding')).toEqual({
        rows: Int32Array.of(3, 1, 2),
        values: Float32Array.of(13, 7, 112, 108, 102, 98),
      });
    }
  });
});
